/** Applications with their secrets, as the protocol reads them at every request: at most a second old. */
import { createCache } from '../lib/cache.ts';
import type { Platform } from '../platform.ts';
import {
  type Application,
  type ApplicationSecret,
  findApplication,
  listSecrets,
} from './applications.store.ts';
import { applicationIdOf, isCimdEnabled, isDocumentAddress } from './cimd.ts';

/** An application and all its secrets; verifyClientSecret looks at their ends. */
export type CachedApplication = Application & { readonly secrets: readonly ApplicationSecret[] };

const keyOf = (tenantId: string, id: string): string => `${tenantId}\n${id}`;

const cache = createCache(async (platform: Platform, key: string): Promise<CachedApplication | undefined> => {
  const [tenantId = '', clientId = ''] = key.split('\n');
  const db = platform.db.queries;
  const id = applicationIdOf(clientId);
  const application = await findApplication(db, tenantId, id);
  if (!application) return undefined;
  if (isDocumentAddress(clientId) && application.cimdClientId !== clientId) return undefined;
  if (application.cimdClientId !== null && !(await isCimdEnabled(db, tenantId))) return undefined;
  return { ...application, secrets: await listSecrets(db, tenantId, id) };
});

/** The application of a client id (or its own id), or undefined. Configuration only: nothing about users may be read from here. */
export const cachedApplication = (
  platform: Platform,
  tenantId: string,
  id: string,
): Promise<CachedApplication | undefined> => cache.get(platform, keyOf(tenantId, id));

/** To be called after a change of the application or its secrets has been committed. */
export const forgetApplication = (platform: Platform, tenantId: string, id: string): void =>
  cache.forget(platform, keyOf(tenantId, id));
