/** RFC 9700 §2.1: the address is compared as a string, to the byte. Nothing is normalised (O-01). */
import type { Application } from '../../applications/index.ts';
import { refuse } from '../errors.ts';
import type { Parameters } from '../parameters.ts';

const LOOPBACK = /^http:\/\/(127\.0\.0\.1|\[::1\])(?::(\d{1,5}))?($|[/?].*$)/;

/** RFC 8252 §7.3: an app on the device listens where it can, so for loopback addresses the port alone may differ. */
const differsInPortOnly = (registered: string, asked: string): boolean => {
  const known = LOOPBACK.exec(registered);
  const given = LOOPBACK.exec(asked);
  if (!known || !given || Number(given[2] ?? 80) > 65_535) return false;
  return known[1] === given[1] && known[3] === given[3];
};

/** Whether an address is registered for an application. */
export const isRegisteredRedirectUri = (application: Application, asked: string): boolean => {
  const { redirectUris } = application.oidcClientMetadata;
  if (redirectUris.includes(asked)) return true;
  return (
    application.type === 'Native' && redirectUris.some((registered) => differsInPortOnly(registered, asked))
  );
};

/** The address to answer to. Refused on our own page, never by a redirect: it would be an open redirector. */
export const readRedirectUri = (application: Application, parameters: Parameters): string => {
  const asked = parameters.get('redirect_uri');
  if (asked === undefined) throw refuse('invalid_request', 'The parameter redirect_uri is missing.');
  if (!isRegisteredRedirectUri(application, asked)) {
    throw refuse('invalid_request', 'The redirect_uri is not registered for this application.');
  }
  return asked;
};
