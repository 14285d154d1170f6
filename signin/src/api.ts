/**
 * The Experience API as the pages call it: same-origin fetch, bound to the interaction cookie, errors as values of one
 * class. Which calls make up a sign-in is decided in flow.ts; what an error is called on the page, in i18n.
 */
import type { DeviceRequest, Identifier, InteractionEvent, SsoChoice } from 'genkan/boot';

/** What the server (or the network, as code `network`) answered instead of a success. */
export class ApiFailure extends Error {
  readonly status: number;
  readonly code: string;
  readonly data: unknown;
  /** Seconds until another try makes sense, where the server said so. */
  readonly retryAfter: number | null;

  constructor(failure: {
    status: number;
    code: string;
    message: string;
    data?: unknown;
    retryAfter?: number | null;
  }) {
    super(failure.message);
    this.name = 'ApiFailure';
    this.status = failure.status;
    this.code = failure.code;
    this.data = failure.data;
    this.retryAfter = failure.retryAfter ?? null;
  }
}

type TypedIdentifier = { type: Identifier; value: string };
type Verified = { verificationId: string };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** The first thing that is wrong with a refused password says more than that it was refused. */
const passwordIssue = (data: unknown): { code: string; data: unknown } | null => {
  const [first] = isRecord(data) && Array.isArray(data['issues']) ? data['issues'] : [];
  return isRecord(first) && typeof first['code'] === 'string'
    ? { code: first['code'], data: first['interpolation'] }
    : null;
};

const failureOf = async (response: Response): Promise<ApiFailure> => {
  const after = Number(response.headers.get('retry-after'));
  const retryAfter = Number.isFinite(after) && after > 0 ? after : null;
  // A proxy in front of the server may answer with a page instead of JSON; the status then speaks for itself.
  const body: unknown = await response.json().catch(() => null);
  const said = isRecord(body) ? body : {};
  const { code, message, data }: Record<string, unknown> = { ...said, ...passwordIssue(said['data']) };
  return new ApiFailure({
    status: response.status,
    code: typeof code === 'string' ? code : `http.${response.status}`,
    message: typeof message === 'string' ? message : '',
    data,
    retryAfter,
  });
};

const call = async <Answer = void>(
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<Answer> => {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiFailure({ status: 0, code: 'network', message: '' });
  }
  if (!response.ok) throw await failureOf(response);
  if (response.status === 204 || response.headers.get('content-length') === '0') return undefined as Answer;
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
};

const base = '/api/experience';
const ssoPath = (connectorId: string) => `${base}/verification/sso/${encodeURIComponent(connectorId)}`;

/** Starts the interaction afresh: what was verified before in it is forgotten. */
export const begin = (interactionEvent: InteractionEvent) => call('PUT', base, { interactionEvent });

/** Turns a running interaction into the other kind and keeps what was verified. */
export const turnInto = (interactionEvent: InteractionEvent) =>
  call('PUT', `${base}/interaction-event`, { interactionEvent });

export const verifyPassword = (identifier: TypedIdentifier, password: string) =>
  call<Verified>('POST', `${base}/verification/password`, { identifier, password });

export const sendCode = (interactionEvent: InteractionEvent, email: string) =>
  call<Verified>('POST', `${base}/verification/verification-code`, {
    interactionEvent,
    identifier: { type: 'email', value: email },
  });

export const verifyCode = (verificationId: string, email: string, code: string) =>
  call<Verified>('POST', `${base}/verification/verification-code/verify`, {
    verificationId,
    identifier: { type: 'email', value: email },
    code,
  });

export const newPasswordIdentity = (identifier: TypedIdentifier, password: string) =>
  call<Verified>('POST', `${base}/verification/new-password-identity`, { identifier, password });

export const identify = (verificationId?: string) =>
  call('POST', `${base}/identification`, verificationId === undefined ? {} : { verificationId });

export const addToProfile = (
  part:
    | { type: 'username' | 'email' | 'password'; value: string }
    | { type: 'email'; verificationId: string }
    | { type: 'extraProfile'; values: Record<string, unknown> },
) => call('POST', `${base}/profile`, part);

/** Says that the person agrees to the tenant's terms. Good until the interaction starts afresh. */
export const agreeToTerms = () => call('POST', `${base}/terms-agreement`);

export const submit = () => call<{ redirectTo: string }>('POST', `${base}/submit`);

/** `email` is the address typed here, if any: a hint for the provider, which hears of it when it is one of its own. */
export const departure = (
  connectorId: string,
  request: { state: string; redirectUri: string; email?: string },
) =>
  call<{ authorizationUri: string; verificationId: string }>(
    'POST',
    `${ssoPath(connectorId)}/authorization-uri`,
    request,
  );

export const verifySso = (
  connectorId: string,
  verificationId: string,
  connectorData: Record<string, string>,
) => call<Verified>('POST', `${ssoPath(connectorId)}/verify`, { verificationId, connectorData });

/** The connectors that own the address's domain; empty when none does. */
export const findSsoConnectors = async (email: string, signal?: AbortSignal): Promise<SsoChoice[]> => {
  const query = new URLSearchParams({ email });
  const found = await call<{ connectors: SsoChoice[] }>(
    'GET',
    `${base}/sso-connectors?${query}`,
    undefined,
    signal,
  );
  return found.connectors;
};

/** The connectors that a `session.sso_enabled` refusal names. */
export const connectorsOf = (failure: ApiFailure): SsoChoice[] => {
  const listed = isRecord(failure.data) ? failure.data['ssoConnectors'] : undefined;
  if (!Array.isArray(listed)) return [];
  return listed.filter(isRecord).flatMap((entry) => {
    const { id, name, logo, darkLogo } = entry;
    if (typeof id !== 'string') return [];
    return [
      {
        id,
        name: typeof name === 'string' ? name : id,
        logo: typeof logo === 'string' ? logo : null,
        darkLogo: typeof darkLogo === 'string' ? darkLogo : null,
      },
    ];
  });
};

/** Says what a third-party application may have; `organizationIds` are shared with it. */
export const decideOnConsent = (token: string, approve: boolean, organizationIds: string[]) =>
  call<{ redirectTo: string }>('POST', '/oidc/consent/decision', {
    token,
    approve,
    ...(approve ? { organizationIds } : {}),
  });

/** What waits behind the code of a device or, where nobody is signed in yet, where to go first. */
export const lookUpDevice = (userCode: string) =>
  call<{ request: DeviceRequest } | { redirectTo: string }>('POST', '/oidc/device/look-up', { userCode });

export const decideDevice = (token: string, approve: boolean, organizationIds: string[]) =>
  call('POST', '/oidc/device/decision', { token, approve, ...(approve ? { organizationIds } : {}) });
