/**
 * The set-up link: how the first administrator is made without a default password. 256 random bits in the URL's
 * fragment (which no server log and no referrer sees); only their hash is stored. It lives 24 hours, is replaced at
 * each start, is used up only by the request that makes the owner, and is dead once an administrator exists.
 */
import { HOUR, SECOND } from '../lib/clock.ts';
import { sha256 } from '../lib/digest.ts';
import { createToken } from '../lib/ids.ts';
import type { Context, Platform } from '../platform.ts';
import { startSession } from '../sessions/index.ts';
import { hasAdministrator } from '../tenants/index.ts';
import type { User } from '../users/index.ts';
import { createAdministrator } from './administrators.ts';
import { refuse } from './errors.ts';
import { findInvitation, type Invitation, removeInvitation } from './invitations.store.ts';
import { isStanding } from './members.ts';
import {
  consumeSetupLink,
  findNewestSetupLink,
  holdSetupLinks,
  isSetupLinkGood,
  replaceSetupLinks,
} from './setup-links.store.ts';

const LIFE = 24 * HOUR;
/** Nodes that start this close together print one link between them. */
const SAME_START = 5 * SECOND;

/** Makes the link to print at this start; undefined when an administrator exists or another node prints one. */
export const issueSetupLink = async (platform: Platform): Promise<string | undefined> => {
  const token = createToken();
  const now = platform.clock.now();
  const issued = await platform.db.transaction(async (tx) => {
    await holdSetupLinks(tx);
    if (await hasAdministrator(tx)) return false;
    const newest = await findNewestSetupLink(tx);
    if (platform.db.kind === 'postgres' && newest && now - newest.createdAt < SAME_START) return false;
    await replaceSetupLinks(tx, { tokenHash: sha256(token), createdAt: now, expiresAt: now + LIFE });
    return true;
  });
  return issued ? `${platform.config.adminEndpoint}/console/set-up#token=${token}` : undefined;
};

/** Makes the administrator whom an invitation is for, while it stands. It is used up only when that succeeds. */
const accept = async (
  context: Context,
  input: { username: string; password: string },
  invitation: Invitation,
): Promise<{ user: User; cookie: string }> => {
  const given = { ...input, name: invitation.name, tenants: invitation.tenantRoles };
  const { user, outcome } = await createAdministrator(context, given, async (tx, { id }) => {
    if (!(await isStanding(tx, invitation))) throw refuse('setup.link_expired');
    if (!(await removeInvitation(tx, invitation.id))) throw refuse('setup.link_expired');
    return (await startSession(tx, context, { userId: id, methods: ['set-up-link'] })).cookie;
  });
  return { user, cookie: outcome };
};

/**
 * Makes the first administrator with a set-up link, or another one with an invitation, and signs them in. `cookie` is a
 * Set-Cookie value.
 */
export const setUp = async (
  context: Context,
  input: { token: string; username: string; password: string },
): Promise<{ user: User; cookie: string }> => {
  const { platform } = context;
  const tokenHash = sha256(input.token);
  const now = platform.clock.now();
  const invitation = await findInvitation(platform.db.queries, tokenHash, now);
  if (invitation) return accept(context, input, invitation);
  if (await hasAdministrator(platform.db.queries)) throw refuse('setup.administrator_exists');
  // Before the password is hashed: only a holder of the link may make the server work.
  if (!(await isSetupLinkGood(platform.db.queries, tokenHash, now))) throw refuse('setup.link_expired');
  const { user, outcome } = await createAdministrator(context, input, async (tx, { id }) => {
    await holdSetupLinks(tx);
    if (await hasAdministrator(tx)) throw refuse('setup.administrator_exists');
    if (!(await consumeSetupLink(tx, tokenHash, platform.clock.now()))) {
      throw refuse('setup.link_expired');
    }
    const { cookie } = await startSession(tx, context, { userId: id, methods: ['set-up-link'] });
    return cookie;
  });
  return { user, cookie: outcome };
};
