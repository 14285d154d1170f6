/** Applications: what may be created, changed and deleted. */
import { differences, record } from '../audit/index.ts';
import type { Transaction } from '../db/index.ts';
import { createId } from '../lib/ids.ts';
import type { Context } from '../platform.ts';
import { mergedCustomData } from '../users/index.ts';
import {
  type Application,
  type ApplicationType,
  getApplication,
  insertApplication,
  insertSecret,
  removeApplication,
  updateApplication,
} from './applications.store.ts';
import { forgetApplication } from './cached.ts';
import { type CustomClientMetadata, checkClientSettings, mergeClientMetadata } from './client-metadata.ts';
import { refuse } from './errors.ts';
import { FIRST_SECRET, isConfidential, makeSecret } from './secrets.ts';
import { refuseStronger } from './stronger.ts';

type ClientMetadata = Parameters<typeof mergeClientMetadata>[1];

export type NewApplication = {
  name: string;
  type: ApplicationType;
  description?: string | null | undefined;
  oidcClientMetadata?: ClientMetadata;
  customClientMetadata?: CustomClientMetadata | undefined;
  customData?: Record<string, unknown> | undefined;
  /** Somebody else's: users are asked for consent. */
  isThirdParty?: boolean | undefined;
};

export type ApplicationPatch = Partial<Omit<NewApplication, 'type' | 'isThirdParty'>> & {
  appLevelAccessControlEnabled?: boolean | undefined;
};

/**
 * Creates an application; confidential ones get their first secret, whose value is answered once here. `also` is done
 * in the same transaction.
 */
export const createApplication = async (
  context: Context,
  input: NewApplication,
  also?: (tx: Transaction, application: Application) => Promise<void>,
): Promise<{ application: Application; secret: string | undefined }> => {
  const { platform, tenant } = context;
  if (input.isThirdParty && input.type === 'MachineToMachine') throw refuse('application.third_party_type');
  checkClientSettings(isConfidential(input.type), input.customClientMetadata ?? {});
  const application: Application = {
    tenantId: tenant.id,
    id: createId(),
    name: input.name,
    description: input.description ?? null,
    type: input.type,
    isThirdParty: input.isThirdParty ?? false,
    isBuiltIn: false,
    cimdClientId: null,
    appLevelAccessControlEnabled: false,
    oidcClientMetadata: mergeClientMetadata(
      { redirectUris: [], postLogoutRedirectUris: [] },
      input.oidcClientMetadata,
    ),
    customClientMetadata: input.customClientMetadata ?? {},
    customData: input.customData ?? {},
    createdAt: platform.clock.now(),
  };
  const secret = isConfidential(input.type)
    ? makeSecret(platform, { tenantId: tenant.id, applicationId: application.id, name: FIRST_SECRET })
    : undefined;
  await platform.db.transaction(async (tx) => {
    await insertApplication(tx, application);
    if (secret) await insertSecret(tx, secret.row);
    await also?.(tx, application);
    await record(tx, context, {
      key: 'Application.Create',
      applicationId: application.id,
      payload: { name: application.name, type: application.type },
    });
  });
  forgetApplication(platform, tenant.id, application.id);
  return { application, secret: secret?.value };
};

const defined = <T extends object>(value: T | undefined): Partial<{ [K in keyof T]: NonNullable<T[K]> }> =>
  Object.fromEntries(Object.entries(value ?? {}).filter(([, member]) => member !== undefined)) as Partial<{
    [K in keyof T]: NonNullable<T[K]>;
  }>;

/** Changes an application. A list of addresses that is left out stays; other objects are replaced whole. */
export const changeApplication = async (
  context: Context,
  id: string,
  patch: ApplicationPatch,
  also?: (tx: Transaction) => Promise<void>,
): Promise<Application> => {
  const { platform, tenant } = context;
  const changed = await platform.db.transaction(async (tx) => {
    await refuseStronger(tx, context, id);
    const application = await getApplication(tx, tenant.id, id);
    if (application.isBuiltIn) throw refuse('application.built_in');
    if (patch.customClientMetadata)
      checkClientSettings(isConfidential(application.type), patch.customClientMetadata);
    const { oidcClientMetadata, ...rest } = patch;
    const columns = {
      ...defined(rest),
      ...(patch.description === null ? { description: null } : {}),
      ...(oidcClientMetadata
        ? { oidcClientMetadata: mergeClientMetadata(application.oidcClientMetadata, oidcClientMetadata) }
        : {}),
    };
    if (Object.keys(columns).length === 0) return application;
    await also?.(tx);
    await updateApplication(tx, tenant.id, id, columns);
    await record(tx, context, {
      key: 'Application.Update',
      applicationId: id,
      payload: differences(application, columns),
    });
    return getApplication(tx, tenant.id, id);
  });
  forgetApplication(platform, tenant.id, id);
  return changed;
};

/**
 * Merges top-level members into the application's custom data and answers the whole. Refuses with `guard.invalid_input` what
 * grows beyond the bounds.
 */
export const mergeCustomData = async (
  context: Context,
  id: string,
  data: Record<string, unknown>,
): Promise<Record<string, unknown>> => {
  const { platform, tenant } = context;
  const merged = await platform.db.transaction(async (tx) => {
    const application = await getApplication(tx, tenant.id, id);
    if (application.isBuiltIn) throw refuse('application.built_in');
    const customData = mergedCustomData(application.customData, data);
    await updateApplication(tx, tenant.id, id, { customData });
    await record(tx, context, {
      key: 'Application.Update',
      applicationId: id,
      payload: differences(application, { customData }),
    });
    return customData;
  });
  forgetApplication(platform, tenant.id, id);
  return merged;
};

/** A client that could end itself would lock its operator out without anyone to undo it (M-08). */
export const refuseOwnAccess = (context: Context, applicationId: string): void => {
  if (context.actor.type === 'application' && context.actor.applicationId === applicationId) {
    throw refuse('application.own_access');
  }
};

/** Deletes an application with everything that was given to it: secrets, roles, grants and tokens. */
export const deleteApplication = async (context: Context, id: string): Promise<void> => {
  const { platform, tenant } = context;
  refuseOwnAccess(context, id);
  await platform.db.transaction(async (tx) => {
    const application = await getApplication(tx, tenant.id, id);
    if (application.isBuiltIn) throw refuse('application.built_in');
    await removeApplication(tx, tenant.id, id);
    await record(tx, context, {
      key: 'Application.Delete',
      applicationId: id,
      payload: { name: application.name },
    });
  });
  forgetApplication(platform, tenant.id, id);
};
