/**
 * Claims that a tenant's scripts add to signed access tokens. What a script is told is read only where there is one.
 */
import { managementIndicator, userRolesInFull } from '../../access/index.ts';
import type { CachedApplication } from '../../applications/index.ts';
import { userOrganizationRoles, userOrganizations } from '../../organizations/index.ts';
import type { Context } from '../../platform.ts';
import { customClaims } from '../../scripting/index.ts';
import { findUser, listFactors, presentUser } from '../../users/index.ts';
import { refuse } from '../errors.ts';
import { ORGANIZATION_AUDIENCE } from './claims.ts';
import type { Target } from './targets.ts';
import type { Held } from './user-tokens.ts';

const applicationFacts = (application: CachedApplication): Record<string, unknown> => ({
  id: application.id,
  name: application.name,
  type: application.type,
  isThirdParty: application.isThirdParty,
});

/** Organization of the token: the audience's, or the one that an API token is limited to. */
const organizationIdOf = ({
  audience,
  organizationId,
}: Extract<Target, { kind: 'api' }>): string | undefined =>
  organizationId ??
  (audience.startsWith(ORGANIZATION_AUDIENCE) ? audience.slice(ORGANIZATION_AUDIENCE.length) : undefined);

const userFacts = async ({ platform, tenant }: Context, userId: string): Promise<Record<string, unknown>> => {
  const db = platform.db.queries;
  const user = await findUser(db, tenant.id, userId);
  if (!user) throw refuse('invalid_grant', 'The user is gone.');
  const factors = await listFactors(db, tenant.id, userId);
  return {
    ...(await presentUser(db, user, { ssoIdentities: true })),
    mfaVerificationFactors: [...new Set(factors.map(({ type }) => type))],
    roles: await userRolesInFull(db, tenant.id, userId),
    organizations: await userOrganizations(db, tenant.id, userId),
    organizationRoles: await userOrganizationRoles(db, tenant.id, userId),
  };
};

/** Claims for a user's access token. Refuses with `access_denied` when the script does. */
export const userClaims = async (
  context: Context,
  application: CachedApplication,
  held: Held,
  target: Extract<Target, { kind: 'api' }>,
): Promise<Record<string, unknown>> => {
  const about = { userId: held.userId, applicationId: application.id };
  const token = {
    kind: 'AccessToken',
    aud: target.audience,
    scope: target.scopes.join(' '),
    clientId: application.id,
    accountId: held.userId,
    grantId: held.grantId,
  };
  const answer = await customClaims(context, 'jwt.accessToken', about, token, async () => {
    const organizationId = organizationIdOf(target);
    const user = await userFacts(context, held.userId);
    const organizations = user.organizations as { id: string }[];
    return {
      user,
      application: applicationFacts(application),
      organization: organizations.find(({ id }) => id === organizationId),
      ...(held.subjectTokenContext
        ? {
            grant: {
              type: 'urn:ietf:params:oauth:grant-type:token-exchange',
              subjectTokenContext: held.subjectTokenContext,
            },
          }
        : {}),
    };
  });
  if ('refusal' in answer) throw refuse('access_denied', answer.refusal);
  return answer.claims;
};

/**
 * Claims for a machine's access token. Refuses with `access_denied` when the script does. Tokens for the Management API
 * are left alone: a broken script must not keep out who could mend it.
 */
export const machineClaims = async (
  context: Context,
  application: CachedApplication,
  facts: { audience: string; scope: string },
): Promise<Record<string, unknown>> => {
  if (facts.audience === managementIndicator(context.tenant.id)) return {};
  const token = {
    kind: 'ClientCredentials',
    aud: facts.audience,
    scope: facts.scope,
    clientId: application.id,
  };
  const about = { applicationId: application.id };
  const answer = await customClaims(context, 'jwt.clientCredentials', about, token, async () => ({
    application: applicationFacts(application),
  }));
  if ('refusal' in answer) throw refuse('access_denied', answer.refusal);
  return answer.claims;
};
