/**
 * Whether https://<domain>/ leads to this installation: we ask it to answer a random value with a MAC that only holders
 * of the master key can make, over that value and the host they were asked for. Another server cannot; one that passes
 * the request on with its Host header is a reverse proxy in front of us, which is how a domain is meant to come here.
 */
import { DOMAIN_CHALLENGE } from '../http/index.ts';
import { equalInConstantTime, hmac256 } from '../lib/digest.ts';
import { Refusal } from '../lib/errors.ts';
import { createToken } from '../lib/ids.ts';
import type { Platform } from '../platform.ts';

const macFor = ({ sealer }: Platform, host: string, nonce: string): string =>
  hmac256(sealer.derive('custom domains'), `${host}\n${nonce}`);

/** The answer to a probe; undefined for what is none of ours. */
export const answerProbe = (platform: Platform, host: string, nonce: string): string | undefined =>
  /^[\w-]{43}$/.test(nonce) ? macFor(platform, host, nonce) : undefined;

export type Probed = 'ours' | 'foreign' | { unreachable: string };

/** Asks the domain who it is. */
export const probe = async (platform: Platform, domain: string): Promise<Probed> => {
  const nonce = createToken();
  try {
    const response = await platform.outgoing(`https://${domain}${DOMAIN_CHALLENGE}${nonce}`, {
      maxBytes: 4096,
    });
    const text = (await response.text()).trim();
    return equalInConstantTime(text, macFor(platform, domain, nonce)) ? 'ours' : 'foreign';
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { unreachable: String((error.data as { reason?: unknown } | undefined)?.reason ?? error.message) };
  }
};
