/**
 * Where a user is asked what a third-party application may have. The interaction's cookie is the only key to it: the
 * browser that was asked answers, and the same one is sent on with the code (O-15). An answer is to what its page
 * showed: another site can have this browser ask for another application meanwhile, and that one is not answered. The
 * answer is noted in the interaction, and the resumed request gives the code or tells the app of the denial.
 */
import { z } from 'zod';
import {
  type Application,
  cachedApplication,
  cachedApplicationLook,
  documentFacts,
} from '../../applications/index.ts';
import { record } from '../../audit/index.ts';
import { type Endpoint, endpoint, type Incoming, idSchema } from '../../http/index.ts';
import { equalInConstantTime, hmac256 } from '../../lib/digest.ts';
import type { Context } from '../../platform.ts';
import {
  type ConsentRequest,
  decideConsent,
  findCompletedInteraction,
  showPage,
  type WaitingInteraction,
} from '../../signin/index.ts';
import { findUser } from '../../users/index.ts';
import { type AuthorizationRequest, fromStored } from '../checks/check.ts';
import { refusePage } from '../errors.ts';
import { answerOwn, readOwn } from '../own-page.ts';
import { redirect } from '../redirect.ts';
import { askedItems, CONSENT_PAGE, type Item } from './consent.ts';
import { keepConsent, organizationChoice, permissionsOf } from './consent-answer.ts';

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

/** Names what a page shows: this request of this browser, with what it asks for. */
const tokenOf = ({ platform }: Context, { waiting, items }: Asked): string =>
  hmac256(
    platform.sealer.derive('consent-page'),
    JSON.stringify([waiting.interaction.id, waiting.userId, items.map(({ key }) => key)]),
  );

const describe = async (context: Context, asked: Asked): Promise<ConsentRequest> => {
  const { platform, tenant } = context;
  const { application, items, request } = asked;
  const { userId } = asked.waiting;
  const db = platform.db.queries;
  const look = await cachedApplicationLook(context, application.id);
  const user = await findUser(db, tenant.id, userId);
  const consenting = { tenantId: tenant.id, userId, applicationId: application.id };
  return {
    token: tokenOf(context, asked),
    application: look?.displayName ?? application.name,
    logoUrl: look?.branding.logoUrl ? null : (application.oidcClientMetadata.logoUri ?? null),
    termsOfUseUrl: look?.termsOfUseUrl ?? null,
    privacyPolicyUrl: look?.privacyPolicyUrl ?? null,
    returnsTo: new URL(request.redirectUri).host || new URL(request.redirectUri).protocol,
    user: user?.name ?? user?.username ?? user?.primaryEmail ?? user?.primaryPhone ?? userId,
    userScopes: items.filter(({ kind }) => kind === 'user').map(({ name }) => name),
    permissions: permissionsOf(items),
    ...(await organizationChoice(db, application, consenting, items)),
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
  token: z.string().max(64),
  approve: z.boolean(),
  /** Organizations to share, in place of those shared before. */
  organizationIds: z.array(idSchema).max(1000).optional(),
});

const approve = async (context: Context, asked: Asked, organizationIds: readonly string[]): Promise<void> => {
  const { platform, tenant } = context;
  const { application, items, waiting } = asked;
  const consenting = { tenantId: tenant.id, userId: waiting.userId, applicationId: application.id };
  await platform.db.transaction(async (tx) => {
    const answer = { consenting, items, organizationIds };
    const shared = await keepConsent(tx, context, application, answer);
    await decideConsent(tx, waiting, 'approved', shared);
    await record(tx, context, {
      key: 'Consent.Grant',
      userId: waiting.userId,
      applicationId: application.id,
      payload: {
        items: items.map(({ key }) => key),
        organizationIds: shared,
        ...documentFacts(application),
      },
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
      payload: documentFacts(application),
    });
  });
};

const decide = async (incoming: Incoming, context: Context): Promise<Response> => {
  const said = await readOwn(context, incoming, decision);
  const asked = await findAsked(context, incoming);
  if (!asked) throw refusePage('consent.not_waiting');
  if (!equalInConstantTime(said.token, tokenOf(context, asked))) throw refusePage('consent.another_request');
  if (said.approve) await approve(context, asked, said.organizationIds ?? []);
  else await deny(context, asked);
  return answerOwn({ redirectTo: asked.waiting.interaction.row.returnTo });
};

export const consentEndpoints: readonly Endpoint[] = [
  endpoint(`GET ${CONSENT_PAGE}`, consentPage),
  endpoint('POST /oidc/consent/decision', decide),
];
