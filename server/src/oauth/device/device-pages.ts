/**
 * Where a person lets a device in (RFC 8628 §3.3): type the code, sign in where nobody is, see which application asks
 * for what, approve or deny. The last page decides once, in the browser session it was shown to: another person, another
 * browser and another site cannot answer it (O-27). A code looked up too often is dead.
 */
import { z } from 'zod';
import { cachedResource, userScopesOnResource } from '../../access/index.ts';
import {
  type CachedApplication,
  cachedApplication,
  cachedApplicationLook,
  findApplication,
} from '../../applications/index.ts';
import { record } from '../../audit/index.ts';
import type { Transaction } from '../../db/index.ts';
import { type Endpoint, endpoint, type Incoming, idSchema } from '../../http/index.ts';
import { sha256 } from '../../lib/digest.ts';
import { createToken } from '../../lib/ids.ts';
import type { Context } from '../../platform.ts';
import { findSession, type Session } from '../../sessions/index.ts';
import {
  beginInteraction,
  type DeviceRequest,
  showPage,
  takeCompletedInteraction,
} from '../../signin/index.ts';
import { findUser, reserveDeviceCode, returnDeviceCode } from '../../users/index.ts';
import { openGrant } from '../codes.ts';
import { askedItems } from '../consent/consent.ts';
import { keepConsent, organizationChoice, permissionsOf } from '../consent/consent-answer.ts';
import { refusePage } from '../errors.ts';
import { answerOwn, readOwn } from '../own-page.ts';
import { words } from '../parameters.ts';
import { redirect } from '../redirect.ts';
import { isUserScope, ORGANIZATIONS_RESOURCE } from '../tokens/claims.ts';
import {
  bindConfirmation,
  type DeviceCode,
  decideDevice,
  findConfirmation,
  findDeviceCode,
  lookUpDevice,
} from './device.store.ts';
import { isDeviceApplication, readUserCode, showUserCode, userCodeHash } from './device.ts';

const PAGE = '/device';
/** How often one code may be entered. */
const MAX_LOOK_UPS = 10;
/**
 * What the device asks for: of an application of others all that it may ask for; else scopes about the user and the
 * permissions that they hold.
 */
const describe = async (
  context: Context,
  device: DeviceCode,
  { application, userId }: { application: CachedApplication; userId: string },
) => {
  const { platform, tenant } = context;
  const { scope, resources } = device;
  if (application.isThirdParty) {
    const items = await askedItems(context, { clientId: application.id, scope, resources });
    const consenting = { tenantId: tenant.id, userId, applicationId: application.id };
    return {
      userScopes: items.filter(({ kind }) => kind === 'user').map(({ name }) => name),
      permissions: permissionsOf(items),
      ...(await organizationChoice(platform.db.queries, application, consenting, items)),
    };
  }
  const asked = words(scope);
  const permissions: DeviceRequest['permissions'] = [];
  for (const indicator of resources) {
    if (indicator === ORGANIZATIONS_RESOURCE) continue;
    const resource = await cachedResource(platform, tenant.id, indicator);
    if (!resource) continue;
    const held = await userScopesOnResource(platform.db.queries, tenant.id, userId, resource.id);
    const names = held.filter((name) => asked.includes(name));
    if (names.length > 0) permissions.push({ api: resource.name, withinOrganizations: false, texts: names });
  }
  return { userScopes: asked.filter(isUserScope), permissions, organizations: [], sharesOne: false };
};

/** Binds the device to a new confirmation in this session. Undefined where the device waits no more. */
const confirmationFor = async (
  context: Context,
  session: Session,
  device: DeviceCode,
  userCode: string,
): Promise<DeviceRequest | undefined> => {
  const { platform, tenant } = context;
  const application = await cachedApplication(platform, tenant.id, device.applicationId);
  const user = await findUser(platform.db.queries, tenant.id, session.userId);
  if (!application || !user) return undefined;
  const look = await cachedApplicationLook(context, application.id);
  const asked = await describe(context, device, { application, userId: user.id });
  const token = createToken();
  const confirmation = { hash: sha256(token), sessionId: session.id };
  const isBound = await bindConfirmation(
    platform.db.queries,
    tenant.id,
    device.codeHash,
    confirmation,
    platform.clock.now(),
  );
  if (!isBound) return undefined;
  return {
    token,
    userCode,
    application: look?.displayName ?? application.name,
    user: user.name ?? user.username ?? user.primaryEmail ?? user.primaryPhone ?? user.id,
    ...asked,
  };
};

const enterPage = (incoming: Incoming, context: Context): Promise<Response> => {
  const userCode = readUserCode(incoming.query.get('user_code') ?? '');
  return showPage(context, incoming, 'device', {
    device: { userCode: userCode === undefined ? '' : showUserCode(userCode), request: null },
  });
};

const findByUserCode = async (context: Context, typed: string): Promise<DeviceCode> => {
  const { platform, tenant } = context;
  await reserveDeviceCode(context);
  const userCode = readUserCode(typed);
  const device =
    userCode === undefined
      ? undefined
      : await platform.db.transaction(async (tx) => {
          const hash = userCodeHash(platform, tenant.id, userCode);
          const found = await lookUpDevice(tx, tenant.id, hash, MAX_LOOK_UPS, platform.clock.now());
          if (!found) return undefined;
          await returnDeviceCode(tx, context);
          await record(tx, context, {
            key: 'DeviceAuthorization.LookUp',
            applicationId: found.applicationId,
            payload: { lookUps: found.lookUps },
          });
          return found;
        });
  if (!device) throw refusePage('device.code_not_found');
  return device;
};

/** The code was typed: answers what to confirm, or where to sign in first. */
const lookUp = async (incoming: Incoming, context: Context): Promise<Response> => {
  const { userCode: typed } = await readOwn(
    context,
    incoming,
    z.strictObject({ userCode: z.string().max(64) }),
  );
  const device = await findByUserCode(context, typed);
  const userCode = showUserCode(readUserCode(typed) ?? '');
  const session = await findSession(context, incoming);
  if (session) {
    const request = await confirmationFor(context, session, device, userCode);
    if (!request) throw refusePage('device.code_not_found');
    return answerOwn({ request });
  }
  const begun = await context.platform.db.transaction((tx) =>
    beginInteraction(tx, context, {
      returnTo: (id) => `/oidc/device/${id}`,
      request: { codeHash: device.codeHash, userCode },
      hints: { applicationId: device.applicationId },
    }),
  );
  return answerOwn({ redirectTo: begun.location }, begun.cookie);
};

/** The browser comes back from signing in. */
const resume = async (incoming: Incoming, context: Context): Promise<Response> => {
  const { platform, tenant } = context;
  const completed = await platform.db.transaction((tx) =>
    takeCompletedInteraction(tx, context, incoming, incoming.params.interactionId ?? ''),
  );
  if (!completed) return redirect(PAGE);
  const { codeHash, userCode } = completed.request as { codeHash: string; userCode: string };
  const device = await findDeviceCode(platform.db.queries, tenant.id, codeHash);
  const request = device && (await confirmationFor(context, completed.session, device, userCode));
  return showPage(context, incoming, 'device', { device: { userCode, request: request ?? null } });
};

const approve = async (
  tx: Transaction,
  context: Context,
  device: DeviceCode,
  { session, organizationIds }: { session: Session; organizationIds: readonly string[] },
) => {
  const application = await findApplication(tx, context.tenant.id, device.applicationId);
  if (!application || !isDeviceApplication(application)) return undefined;
  const { scope, resources, tenantId, applicationId } = device;
  if (application.isThirdParty) {
    // The page has shown it all.
    const items = await askedItems(context, { clientId: applicationId, scope, resources });
    const consenting = { tenantId, applicationId, userId: session.userId };
    await keepConsent(tx, context, application, { consenting, items, organizationIds });
  }
  const offline =
    application.customClientMetadata.alwaysIssueRefreshToken === true ||
    words(scope).includes('offline_access');
  return openGrant(tx, context, { application, session, scope, resources, offline });
};

/** The person has decided. */
const decide = async (incoming: Incoming, context: Context): Promise<Response> => {
  const shape = z.strictObject({
    token: z.string().max(64),
    approve: z.boolean(),
    /** Organizations to share, in place of those shared before. */
    organizationIds: z.array(idSchema).max(1000).default([]),
  });
  const decision = await readOwn(context, incoming, shape);
  const session = await findSession(context, incoming);
  if (!session) throw refusePage('device.confirmation_over');
  const { platform, tenant } = context;
  const confirmation = { hash: sha256(decision.token), sessionId: session.id };
  const status = decision.approve ? 'approved' : 'denied';
  await platform.db.transaction(async (tx) => {
    const now = platform.clock.now();
    const device = await findConfirmation(tx, tenant.id, confirmation, now);
    const grantId =
      device && decision.approve
        ? await approve(tx, context, device, { session, organizationIds: decision.organizationIds })
        : null;
    if (grantId === undefined) throw refusePage('device.confirmation_over');
    const decided = await decideDevice(tx, tenant.id, confirmation, { status, grantId }, now);
    if (!decided) throw refusePage('device.confirmation_over');
    await record(tx, context, {
      key: decision.approve ? 'DeviceAuthorization.Approve' : 'DeviceAuthorization.Deny',
      userId: session.userId,
      applicationId: decided.applicationId,
      payload: { scope: decided.scope, resources: decided.resources, sessionId: session.id, grantId },
    });
  });
  return answerOwn({ status });
};

export const devicePageEndpoints: readonly Endpoint[] = [
  endpoint(`GET ${PAGE}`, enterPage),
  endpoint('POST /oidc/device/look-up', lookUp),
  endpoint('POST /oidc/device/decision', decide),
  endpoint('GET /oidc/device/:interactionId', resume),
];
