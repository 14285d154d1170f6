/**
 * Where a user is asked what a third-party application may have. The interaction's cookie is the only key to it: the
 * browser that was asked answers, and the same one is sent on with the code (O-15). The answer is noted in the
 * interaction, and the resumed request gives the code or tells the app of the denial.
 */
import { z } from 'zod';
import { type Application, cachedApplication, cachedApplicationLook } from '../applications/index.ts';
import { record } from '../audit/index.ts';
import { type Endpoint, endpoint, type Incoming, idSchema } from '../http/index.ts';
import { userOrganizations } from '../organizations/index.ts';
import type { Context } from '../platform.ts';
import {
  type ConsentRequest,
  decideConsent,
  findCompletedInteraction,
  showPage,
  type WaitingInteraction,
} from '../signin/index.ts';
import { findUser } from '../users/index.ts';
import { type AuthorizationRequest, fromStored } from './checks/check.ts';
import { ORGANIZATIONS_SCOPE } from './claims.ts';
import {
  insertConsents,
  listSharedOrganizations,
  shareOrganizations,
  unshareOrganizations,
} from './consent.store.ts';
import { askedItems, CONSENT_PAGE, type Item } from './consent.ts';
import { refusePage } from './errors.ts';
import { answerOwn, readOwn } from './own-page.ts';
import { redirect } from './redirect.ts';

type Asked = {
  waiting: WaitingInteraction;
  request: AuthorizationRequest;
  application: Application;
  items: Item[];
};

/** What waits for the user's word in this browser. */
const findAsked = async (context: Context, incoming: Incoming): Promise<Asked | undefined> => {
  const waiting = await findCompletedInteraction(context, incoming);
  if (!waiting || waiting.consent !== undefined) return undefined;
  const request = fromStored(waiting.request);
  const application =
    typeof request.clientId === 'string'
      ? await cachedApplication(context.platform, context.tenant.id, request.clientId)
      : undefined;
  if (!application?.isThirdParty) return undefined;
  return { waiting, request, application, items: await askedItems(context, request) };
};

const asksOrganizations = ({ items }: Asked): boolean =>
  items.some(({ key }) => key === `user:${ORGANIZATIONS_SCOPE}`);

/** Permissions by API; those of the organizations' template stand under no name. */
const permissionsOf = (items: readonly Item[]): ConsentRequest['permissions'] => {
  const groups = new Map<string, ConsentRequest['permissions'][number]>();
  for (const item of items) {
    if (item.kind === 'user') continue;
    const api = item.kind === 'organization' ? null : item.resourceName;
    const withinOrganizations = item.kind !== 'resource';
    const name = `${withinOrganizations} ${item.kind === 'organization' ? '' : item.resourceId}`;
    const group = groups.get(name) ?? { api, withinOrganizations, texts: [] };
    groups.set(name, group);
    group.texts.push(item.description?.trim() || item.name);
  }
  return [...groups.values()];
};

const describe = async (context: Context, asked: Asked): Promise<ConsentRequest> => {
  const { platform, tenant } = context;
  const { application, items, request } = asked;
  const { userId } = asked.waiting;
  const db = platform.db.queries;
  const look = await cachedApplicationLook(context, application.id);
  const user = await findUser(db, tenant.id, userId);
  const shared = await listSharedOrganizations(db, {
    tenantId: tenant.id,
    userId,
    applicationId: application.id,
  });
  const organizations = asksOrganizations(asked) ? await userOrganizations(db, tenant.id, userId) : [];
  return {
    application: look?.displayName ?? application.name,
    logoUrl: look?.branding.logoUrl ? null : (application.oidcClientMetadata.logoUri ?? null),
    termsOfUseUrl: look?.termsOfUseUrl ?? null,
    privacyPolicyUrl: look?.privacyPolicyUrl ?? null,
    returnsTo: new URL(request.redirectUri).host || new URL(request.redirectUri).protocol,
    user: user?.name ?? user?.username ?? user?.primaryEmail ?? user?.primaryPhone ?? userId,
    userScopes: items.filter(({ kind }) => kind === 'user').map(({ name }) => name),
    permissions: permissionsOf(items),
    organizations: organizations.map(({ id, name }) => ({ id, name, isShared: shared.has(id) })),
  };
};

const consentPage = async (incoming: Incoming, context: Context): Promise<Response> => {
  const asked = await findAsked(context, incoming);
  if (!asked) return redirect('/unknown-session');
  return showPage(context, incoming, 'consent', {
    interaction: asked.waiting.interaction,
    consent: await describe(context, asked),
  });
};

const decision = z.strictObject({
  approve: z.boolean(),
  /** Organizations to share, in place of those shared before. */
  organizationIds: z.array(idSchema).max(1000).optional(),
});

const approve = async (context: Context, asked: Asked, organizationIds: readonly string[]): Promise<void> => {
  const { platform, tenant } = context;
  const { application, items, waiting } = asked;
  const consenting = { tenantId: tenant.id, userId: waiting.userId, applicationId: application.id };
  await platform.db.transaction(async (tx) => {
    await decideConsent(tx, waiting, 'approved');
    const keys = items.map(({ key }) => key);
    await insertConsents(tx, consenting, keys, platform.clock.now());
    if (asksOrganizations(asked)) {
      await unshareOrganizations(tx, consenting);
      await shareOrganizations(tx, consenting, organizationIds, () => refusePage('consent.not_a_member'));
    }
    await record(tx, context, {
      key: 'Consent.Grant',
      userId: waiting.userId,
      applicationId: application.id,
      payload: { items: keys, organizationIds },
    });
  });
};

const deny = async (context: Context, { waiting, application }: Asked): Promise<void> => {
  await context.platform.db.transaction(async (tx) => {
    await decideConsent(tx, waiting, 'denied');
    await record(tx, context, {
      key: 'Consent.Deny',
      userId: waiting.userId,
      applicationId: application.id,
    });
  });
};

const decide = async (incoming: Incoming, context: Context): Promise<Response> => {
  const said = await readOwn(context, incoming, decision);
  const asked = await findAsked(context, incoming);
  if (!asked) throw refusePage('consent.not_waiting');
  if (said.approve) await approve(context, asked, [...new Set(said.organizationIds ?? [])]);
  else await deny(context, asked);
  return answerOwn({ redirectTo: asked.waiting.interaction.row.returnTo });
};

export const consentEndpoints: readonly Endpoint[] = [
  endpoint(`GET ${CONSENT_PAGE}`, consentPage),
  endpoint('POST /oidc/consent/decision', decide),
];
