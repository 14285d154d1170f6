/**
 * Clients whose id is the address of a document that describes them (draft-ietf-oauth-client-id-metadata-document):
 * MCP clients above all. Off until an administrator turns it on; then what all of them may ask for is one list of the
 * tenant. Each has a row among the applications, made from its document, so that grants and consents work as for
 * everybody else; the row is in no list and cannot be edited. Reading documents is oauth's matter.
 */
import { createHash } from 'node:crypto';
import { record } from '../audit/index.ts';
import type { Queries } from '../db/index.ts';
import type { Context } from '../platform.ts';
import { findTenantSettings, putTenantSettings } from '../tenants/index.ts';
import type { Application } from './applications.store.ts';
import { CIMD_PREFIX, CIMD_TEMPLATE, putCimdApplication } from './cimd.store.ts';

const ID_LENGTH = 16;

/** Whether a client id is the address of a document. */
export const isDocumentAddress = (clientId: string): boolean => /^https?:\/\//.test(clientId);

/** The id of the application that a client id stands for. Two addresses that meet in one id are told apart by the row. */
export const applicationIdOf = (clientId: string): string => {
  if (!isDocumentAddress(clientId)) return clientId;
  const digest = createHash('sha256').update(clientId).digest('hex');
  return `${CIMD_PREFIX}${BigInt(`0x${digest}`).toString(36).slice(0, ID_LENGTH)}`;
};

/** The id by which an application's client knows itself: what stands in its tokens. */
export const clientIdOf = ({ id, cimdClientId }: Pick<Application, 'id' | 'cimdClientId'>): string =>
  cimdClientId || id;

/** What the trail tells of a client known by its document beside its id; nothing of others. */
export const documentFacts = ({
  cimdClientId,
}: Pick<Application, 'cimdClientId'>): { cimdClientId?: string } => (cimdClientId ? { cimdClientId } : {});

export const isCimdEnabled = async (db: Queries, tenantId: string): Promise<boolean> =>
  (await findTenantSettings(db, tenantId, 'cimd'))?.enabled === true;

const rowOf = (context: Context, row: Pick<Application, 'id' | 'name' | 'cimdClientId'>): Application => ({
  ...row,
  tenantId: context.tenant.id,
  description: null,
  // Public, and its loopback address may have any port: such clients run on people's machines as often as not.
  type: 'Native',
  isThirdParty: true,
  isBuiltIn: true,
  appLevelAccessControlEnabled: false,
  oidcClientMetadata: { redirectUris: [], postLogoutRedirectUris: [] },
  customClientMetadata: {},
  customData: {},
  createdAt: context.platform.clock.now(),
});

/** Turns clients by document on or off. Their tokens end with the next use after it is turned off. */
export const setCimdEnabled = async (context: Context, enabled: boolean): Promise<void> => {
  const { platform, tenant } = context;
  await platform.db.transaction(async (tx) => {
    const before = { enabled: await isCimdEnabled(tx, tenant.id) };
    await putTenantSettings(tx, tenant.id, 'cimd', { enabled });
    await putCimdApplication(tx, templateOf(context));
    await record(tx, context, {
      key: 'TenantSettings.Update',
      payload: { name: 'cimd', before, after: { enabled } },
    });
  });
};

/** The row that carries what all clients by document may ask for. */
const templateOf = (context: Context): Application =>
  rowOf(context, { id: CIMD_TEMPLATE, name: 'Clients by metadata document', cimdClientId: '' });

/** Makes sure that the tenant's list has a row to hang on. */
export const ensureCimdTemplate = (context: Context): Promise<void> =>
  putCimdApplication(context.platform.db.queries, templateOf(context));

export type DescribedClient = {
  clientId: string;
  name: string;
  logoUri?: string | undefined;
  redirectUris: string[];
};

/** Keeps what a client's document says now. */
export const keepDescribedClient = (context: Context, client: DescribedClient): Promise<void> => {
  const row = rowOf(context, {
    id: applicationIdOf(client.clientId),
    name: client.name,
    cimdClientId: client.clientId,
  });
  return putCimdApplication(context.platform.db.queries, {
    ...row,
    oidcClientMetadata: {
      redirectUris: client.redirectUris,
      postLogoutRedirectUris: [],
      ...(client.logoUri === undefined ? {} : { logoUri: client.logoUri }),
    },
  });
};
