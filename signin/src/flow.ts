/**
 * The sequences of Experience API calls behind the pages' buttons. Each either leaves the page or throws ApiFailure;
 * the server decides everything, the order here is only the order in which it wants to be asked.
 */
import type { Boot, Identifier, InteractionEvent } from 'genkan/boot';
import {
  ApiFailure,
  addToProfile,
  agreeToTerms,
  begin,
  departure,
  identify,
  newPasswordIdentity,
  sendCode,
  submit,
  turnInto,
  verifyCode,
  verifyPassword,
  verifySso,
} from './api.ts';
import { isEmail } from './form/identifiers.ts';

/** Never resolves: the page is being left, and its buttons stay busy until it is. */
export const leaveFor = (address: string): Promise<never> => {
  window.location.assign(address);
  return new Promise(() => undefined);
};

/** Where the tenant asks for more, the registration waits for it; otherwise it is done. */
const finishUnless = async (asksMore: boolean): Promise<void> => {
  if (!asksMore) await finish();
};

/** Ends a registration with the answers to the tenant's own fields. */
export const finishRegistration = async (values: Record<string, unknown>): Promise<never> => {
  await addToProfile({ type: 'extraProfile', values });
  return finish();
};

const finish = async (): Promise<never> => leaveFor((await submit()).redirectTo);

/** Ends what waited for an agreement to the terms. */
export const finishAgreed = async (): Promise<never> => {
  await agreeToTerms();
  return finish();
};

/** Starts afresh; `agrees` where the page has asked for an agreement to the terms. */
const beginWith = async (event: InteractionEvent, agrees: boolean): Promise<void> => {
  await begin(event);
  if (agrees) await agreeToTerms();
};

export const signInWithPassword = async (
  identifier: { type: Identifier; value: string },
  password: string,
  agrees: boolean,
) => {
  await beginWith('SignIn', agrees);
  const { verificationId } = await verifyPassword(identifier, password);
  await identify(verificationId);
  return finish();
};

/** Sends the code that proves the address; answers what the code has to be presented with. */
export const startEmailRegistration = async (email: string, agrees: boolean): Promise<string> => {
  await beginWith('Register', agrees);
  return (await sendCode('Register', email)).verificationId;
};

export const resendCode = async (email: string): Promise<string> =>
  (await sendCode('Register', email)).verificationId;

/**
 * Proves the address with the code of one message and claims it, so that a taken one shows before a password is thought
 * up. A code works once: after a lost connection `confirm` goes on behind what succeeded.
 */
export const emailProof = (verificationId: string, email: string) => {
  let proved = false;
  return {
    confirm: async (code: string): Promise<void> => {
      if (!proved) await verifyCode(verificationId, email, code);
      proved = true;
      await addToProfile({ type: 'email', verificationId });
    },
  };
};

/** Registers with the address proved before; `username` where the tenant collects both. */
export const registerWithEmail = async (username: string | null, password: string, asksMore: boolean) => {
  if (username !== null) await addToProfile({ type: 'username', value: username });
  await addToProfile({ type: 'password', value: password });
  await identify();
  return finishUnless(asksMore);
};

/** Registers with what is taken on trust: a username, or an address that nobody proves. */
export const registerWithPassword = async (
  identifier: { type: Identifier; value: string },
  email: string | null,
  password: string,
  { asksMore, agrees }: { asksMore: boolean; agrees: boolean },
) => {
  await beginWith('Register', agrees);
  const { verificationId } = await newPasswordIdentity(identifier, password);
  if (email !== null) await addToProfile({ type: 'email', value: email });
  await identify(verificationId);
  return finishUnless(asksMore);
};

const randomState = (): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
};

/** Leaves for the identity provider. The server keeps `state` with the interaction and compares it on return. */
export const departForSso = async (connectorId: string, email: string) => {
  await begin('SignIn');
  const redirectUri = `${window.location.origin}/callback/${encodeURIComponent(connectorId)}`;
  const request = { state: randomState(), redirectUri, ...(isEmail(email) ? { email } : {}) };
  return leaveFor((await departure(connectorId, request)).authorizationUri);
};

/**
 * The way back from the identity provider. What succeeded is not asked again when `resume` runs a second time (after a
 * lost connection): an upstream code works once.
 */
export const ssoArrival = (callback: NonNullable<Boot['callback']>, query: URLSearchParams) => {
  let verificationId: string | null = null;
  let identified = false;
  const identifyOrRegister = async (id: string) => {
    try {
      await identify(id);
    } catch (failure) {
      if (!(failure instanceof ApiFailure) || failure.code !== 'user.identity_not_exist') throw failure;
      await turnInto('Register').catch((refusal: unknown) => {
        // Where nobody may register, that nobody has this identity is the news.
        throw refusal instanceof ApiFailure && refusal.status === 403 ? failure : refusal;
      });
      await identify(id);
    }
  };
  return {
    resume: async (): Promise<never> => {
      if (verificationId === null) {
        const data = Object.fromEntries(query.entries());
        verificationId = (await verifySso(callback.connectorId, callback.verificationId, data))
          .verificationId;
      }
      if (!identified) {
        await identifyOrRegister(verificationId);
        identified = true;
      }
      return finish();
    },
  };
};
