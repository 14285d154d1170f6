/**
 * Client secrets: several per application, named, with an optional end. A hash verifies; a sealed copy, bound to
 * tenant, application and name so that it opens nowhere else, is what a reveal shows. Every reveal is audited.
 */
import { record } from '../audit/index.ts';
import { equalInConstantTime, sha256 } from '../lib/digest.ts';
import { createId, createSecret } from '../lib/ids.ts';
import type { Context, Platform, Tenant } from '../platform.ts';
import {
  type Application,
  type ApplicationSecret,
  type ApplicationType,
  findSecret,
  getApplication,
  insertSecret,
  listSecrets,
  removeSecret,
  renameSecret,
} from './applications.store.ts';
import { type CachedApplication, forgetApplication } from './cached.ts';
import { refuse } from './errors.ts';
import { refuseStronger } from './stronger.ts';

const MAX_SECRETS = 20;

/** Name of the secret that a new confidential application begins with: the wire's `secret` of a creation. */
export const FIRST_SECRET = 'Default secret';

/** Whether applications of this type authenticate with a secret. */
export const isConfidential = (type: ApplicationType): boolean =>
  type === 'Traditional' || type === 'MachineToMachine';

/** A secret with its value, as the wire shows it. */
export type RevealedSecret = {
  tenantId: string;
  applicationId: string;
  name: string;
  value: string;
  createdAt: number;
  expiresAt: number | null;
};

type SecretPlace = { tenantId: string; applicationId: string; name: string };
const bindingOf = ({ tenantId, applicationId, name }: SecretPlace): string[] => [
  'application-secret',
  tenantId,
  applicationId,
  name,
];

/** The row of a new secret and its value. Nothing is stored. */
export const makeSecret = (
  platform: Platform,
  place: SecretPlace,
  expiresAt: number | null = null,
): { row: ApplicationSecret; value: string } => {
  const value = createSecret();
  const row = {
    ...place,
    id: createId(),
    secretHash: sha256(value),
    sealedSecret: platform.sealer.seal(value, bindingOf(place)),
    createdAt: platform.clock.now(),
    expiresAt,
  };
  return { row, value };
};

const reveal = (platform: Platform, secret: ApplicationSecret): RevealedSecret => ({
  tenantId: secret.tenantId,
  applicationId: secret.applicationId,
  name: secret.name,
  value: platform.sealer.open(secret.sealedSecret, bindingOf(secret)),
  createdAt: secret.createdAt,
  expiresAt: secret.expiresAt,
});

/**
 * The secret that `presented` is, or undefined. Every stored hash is compared, in constant time, whether or not one
 * fitted before; a public or unknown client costs the same one hash.
 */
export const verifyClientSecret = (
  platform: Platform,
  tenant: Tenant,
  application: CachedApplication | undefined,
  presented: string,
): ApplicationSecret | undefined => {
  const now = platform.clock.now();
  const hash = sha256(presented);
  let fitting: ApplicationSecret | undefined;
  for (const secret of application?.secrets ?? []) {
    const isEqual = equalInConstantTime(secret.secretHash, hash);
    const isGood = secret.tenantId === tenant.id && (secret.expiresAt === null || secret.expiresAt > now);
    if (isEqual && isGood) fitting = secret;
  }
  return fitting;
};

/** The application's secrets with their values. Audited before the answer. */
export const revealSecrets = async (context: Context, applicationId: string): Promise<RevealedSecret[]> => {
  const { platform, tenant } = context;
  const db = platform.db.queries;
  await getApplication(db, tenant.id, applicationId);
  await refuseStronger(db, context, applicationId);
  const secrets = await listSecrets(db, tenant.id, applicationId);
  const revealed = secrets.map((secret) => reveal(platform, secret));
  await record(db, context, {
    key: 'Application.Secret.Reveal',
    applicationId,
    payload: { names: secrets.map(({ name }) => name) },
  });
  return revealed;
};

const refuseBuiltIn = (application: Application): void => {
  if (application.isBuiltIn) throw refuse('application.built_in');
};

/** Adds a named secret. Refused for public clients, a taken name, an end in the past and beyond 20 secrets. */
export const createNamedSecret = async (
  context: Context,
  applicationId: string,
  input: { name: string; expiresAt?: number | null | undefined },
): Promise<RevealedSecret> => {
  const { platform, tenant } = context;
  const expiresAt = input.expiresAt ?? null;
  if (expiresAt !== null && expiresAt <= platform.clock.now()) throw refuse('application.secret_expired');
  const { row, value } = makeSecret(
    platform,
    { tenantId: tenant.id, applicationId, name: input.name },
    expiresAt,
  );
  await platform.db.transaction(async (tx) => {
    const application = await getApplication(tx, tenant.id, applicationId);
    refuseBuiltIn(application);
    await refuseStronger(tx, context, applicationId);
    if (!isConfidential(application.type)) {
      throw refuse('application.public_has_no_secret', { type: application.type });
    }
    const known = await listSecrets(tx, tenant.id, applicationId);
    if (known.length >= MAX_SECRETS) throw refuse('application.too_many_secrets', { limit: MAX_SECRETS });
    if (!(await insertSecret(tx, row))) throw refuse('application.secret_name_exists', { name: input.name });
    await record(tx, context, {
      key: 'Application.Secret.Create',
      applicationId,
      payload: { secretName: input.name, expiresAt },
    });
  });
  forgetApplication(platform, tenant.id, applicationId);
  return { tenantId: tenant.id, applicationId, name: input.name, value, createdAt: row.createdAt, expiresAt };
};

/** Gives a secret another name; its value stays and is shown again, which counts as a reveal. */
export const renameNamedSecret = async (
  context: Context,
  applicationId: string,
  name: string,
  newName: string,
): Promise<RevealedSecret> => {
  const { platform, tenant } = context;
  const renamed = await platform.db.transaction(async (tx) => {
    refuseBuiltIn(await getApplication(tx, tenant.id, applicationId));
    await refuseStronger(tx, context, applicationId);
    const secret = await findSecret(tx, tenant.id, applicationId, name);
    if (!secret) throw refuse('application.secret_not_found', { name });
    if (newName !== name && (await findSecret(tx, tenant.id, applicationId, newName))) {
      throw refuse('application.secret_name_exists', { name: newName });
    }
    const { value } = reveal(platform, secret);
    const sealed = platform.sealer.seal(value, bindingOf({ ...secret, name: newName }));
    if (!(await renameSecret(tx, secret, newName, sealed))) {
      throw refuse('application.secret_not_found', { name });
    }
    await record(tx, context, {
      key: 'Application.Secret.Update',
      applicationId,
      payload: {
        secretName: newName,
        before: { name },
        after: { name: newName },
        revealed: true,
      },
    });
    return { ...secret, name: newName, sealedSecret: sealed };
  });
  forgetApplication(platform, tenant.id, applicationId);
  return reveal(platform, renamed);
};

/** Deletes a secret. Clients that use it are refused within a second on every node. */
export const deleteNamedSecret = async (
  context: Context,
  applicationId: string,
  name: string,
): Promise<void> => {
  const { platform, tenant } = context;
  await platform.db.transaction(async (tx) => {
    refuseBuiltIn(await getApplication(tx, tenant.id, applicationId));
    if (!(await removeSecret(tx, tenant.id, applicationId, name))) {
      throw refuse('application.secret_not_found', { name });
    }
    await record(tx, context, {
      key: 'Application.Secret.Delete',
      applicationId,
      payload: { secretName: name },
    });
  });
  forgetApplication(platform, tenant.id, applicationId);
};
