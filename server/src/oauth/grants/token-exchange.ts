/**
 * RFC 8693: a first-party application trades a token for another one of the same user. Off until an administrator
 * allows it for the application. User, membership and permissions are looked at anew; nothing to refresh is given. What
 * is given ends with what it was given for: by its time, and when its grant is revoked.
 */
import { noteActivity } from '../../activity/index.ts';
import type { CachedApplication } from '../../applications/index.ts';
import { record } from '../../audit/index.ts';
import { SECOND } from '../../lib/clock.ts';
import { createId } from '../../lib/ids.ts';
import type { Context } from '../../platform.ts';
import { findUser } from '../../users/index.ts';
import { readResources } from '../checks/resource.ts';
import { readScope } from '../checks/scope.ts';
import type { Client } from '../clients/client-auth.ts';
import { refuse } from '../errors.ts';
import { insertGrant } from '../grants.store.ts';
import { type Parameters, words } from '../parameters.ts';
import { insertAccessToken } from '../tokens/access-tokens.store.ts';
import { ORGANIZATIONS_SCOPE } from '../tokens/claims.ts';
import { ACCESS_TOKEN_URN, readActor, readSubject, type Subject } from '../tokens/subject.ts';
import { DEFAULT_ACCESS_TOKEN_TTL } from '../tokens/tokens.ts';
import { checkHeld, type Held, makeUserTokens } from '../tokens/user-tokens.ts';
import type { GrantType } from './grant-type.ts';

const allows = ({ isThirdParty, customClientMetadata }: CachedApplication): boolean =>
  !isThirdParty && customClientMetadata.allowTokenExchange === true;

const readParties = async (
  context: Context,
  client: Client,
  parameters: Parameters,
): Promise<{ subject: Subject; actor: string | undefined; endsAt: number | undefined }> => {
  const token = parameters.get('subject_token');
  if (token === undefined) throw refuse('invalid_request', 'The parameter subject_token is missing.');
  const requested = parameters.get('requested_token_type');
  if (requested !== undefined && requested !== ACCESS_TOKEN_URN) {
    throw refuse('invalid_request', 'The requested_token_type is not supported.');
  }
  if (parameters.get('audience') !== undefined) {
    throw refuse('invalid_target', 'Name the API by the parameter resource.');
  }
  const actorToken = parameters.get('actor_token');
  const actorType = parameters.get('actor_token_type');
  if (actorToken === undefined && actorType !== undefined) {
    throw refuse('invalid_request', 'The parameter actor_token is missing.');
  }
  const subject = await readSubject(context, parameters.get('subject_token_type'), token, client.jkt);
  if (actorToken === undefined) return { subject, actor: subject.actor, endsAt: subject.endsAt };
  const actor = await readActor(context, actorType, actorToken, client.jkt);
  if (subject.actor !== undefined && subject.actor !== actor.userId) {
    throw refuse('invalid_grant', 'Somebody else acts for the subject already.');
  }
  return { subject, actor: actor.userId, endsAt: Math.min(actor.endsAt, subject.endsAt ?? actor.endsAt) };
};

/** What tokens are made from: the user as they are now, and what was asked for as far as the subject permits it. */
const holdFor = async (
  context: Context,
  { subject, actor, endsAt }: Awaited<ReturnType<typeof readParties>>,
  parameters: Parameters,
) => {
  const { platform, tenant } = context;
  const user = await findUser(platform.db.queries, tenant.id, subject.userId);
  if (!user) throw refuse('invalid_grant', 'The user is gone.');
  const asked = words(readScope(parameters));
  const implied = parameters.get('organization_id') === undefined ? [] : [ORGANIZATIONS_SCOPE];
  const now = platform.clock.now();
  const held: Held = {
    ...user,
    userId: user.id,
    grantId: createId(),
    scope: [...new Set([...asked, ...implied])].filter(subject.permits).join(' '),
    resources: await readResources(context, parameters),
    authenticatedAt: now,
    revokedAt: null,
    grantExpiresAt: now + DEFAULT_ACCESS_TOKEN_TTL * SECOND,
    rootId: subject.grantId,
    endsAt,
    methods: subject.methods ?? [],
    ...(actor === undefined ? {} : { actor }),
    ...(subject.occasion ? { subjectTokenContext: subject.occasion } : {}),
  };
  checkHeld(held, now);
  return held;
};

/** The parameters without the scope, which has been read: what a subject does not permit is left out, not refused. */
const withoutScope = (parameters: Parameters): Parameters => ({
  ...parameters,
  get: (name) => (name === 'scope' ? undefined : parameters.get(name)),
});

export const tokenExchange: GrantType = {
  name: 'urn:ietf:params:oauth:grant-type:token-exchange',
  allows,
  exchange: async (exchange, client, parameters) => {
    const { context } = exchange;
    const { platform, tenant } = context;
    const { application } = client;
    const parties = await readParties(context, client, parameters);
    const { subject, actor } = parties;
    exchange.facts = { ...exchange.facts, subject: subject.userId, kind: subject.kind, actor };
    const held = await holdFor(context, parties, parameters);
    const { response, accessToken, target } = await makeUserTokens(
      context,
      client,
      held,
      withoutScope(parameters),
    );
    await platform.db.transaction(async (tx) => {
      if (!(await subject.consume(tx))) throw refuse('invalid_grant', 'The subject token has been used.');
      if (accessToken) {
        await insertGrant(tx, {
          tenantId: tenant.id,
          id: held.grantId,
          userId: held.userId,
          applicationId: application.id,
          scope: held.scope,
          resources: held.resources,
          authenticatedAt: held.authenticatedAt,
          methods: [...(subject.methods ?? [])],
          exchange: { kind: subject.kind, actor, context: subject.occasion },
          parentId: subject.grantId ?? null,
          createdAt: platform.clock.now(),
          expiresAt: held.grantExpiresAt,
        });
        await insertAccessToken(tx, accessToken);
      }
      await record(tx, context, {
        key: 'ExchangeTokenBy.TokenExchange',
        userId: held.userId,
        applicationId: application.id,
        payload: { ...target, kind: subject.kind, actorUserId: actor, context: subject.occasion },
      });
    });
    await noteActivity(context, held.userId);
    // Nobody has signed in: an ID token would say that somebody has.
    const { id_token: _, ...rest } = response;
    return { ...rest, issued_token_type: ACCESS_TOKEN_URN };
  },
};
