/** The commands of the command line, each on the database that the settings name. */
import { findBuiltInRole, giveApplicationRoles, managementIndicator } from './access/index.ts';
import { createApplication } from './applications/index.ts';
import { record } from './audit/index.ts';
import { allowOnly, need, UsageError, type Values } from './command-line.ts';
import { loadConfig } from './config.ts';
import { createAdministrator } from './console/index.ts';
import {
  countOthers,
  deleteCookieKey,
  deleteSigningKey,
  listCookieKeys,
  listKeys,
  rewrapAll,
  rotateCookieKey,
  rotateSigningKey,
} from './keys/index.ts';
import { SECOND } from './lib/clock.ts';
import { createId } from './lib/ids.ts';
import { openPlatform } from './open-platform.ts';
import type { Context, Platform, Tenant } from './platform.ts';
import { seedTenants } from './seed.ts';
import {
  ADMIN_TENANT,
  DEFAULT_TENANT,
  findAdministratorRole,
  findTenant,
  listTenantRows,
} from './tenants/index.ts';
import {
  addressKey,
  clearAttempts,
  findUserByUsername,
  setPassword,
  suspendUser,
  userKey,
} from './users/index.ts';

const MAX_PASSWORD_BYTES = 4096;

/** The password on standard input, without the line's end. Never taken from the command line, where `ps` shows it. */
const readPassword = async (values: Values): Promise<string> => {
  if (!values['password-stdin']) {
    throw new UsageError('--password-stdin is missing: the password is read from standard input alone');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > MAX_PASSWORD_BYTES) throw new UsageError('the password on standard input is too long');
    chunks.push(chunk);
  }
  const password = Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
  if (password === '') throw new UsageError('there is no password on standard input');
  return password;
};

const contextOf = (platform: Platform, tenant: Tenant): Context => ({
  platform,
  tenant,
  actor: { type: 'cli' },
  from: { ip: 'local', userAgent: null, requestId: createId(12) },
});

const withTenant = async <T>(id: string, work: (context: Context) => Promise<T>): Promise<T> => {
  const platform = await openPlatform(loadConfig());
  try {
    // A server that runs has made the tenants, perhaps at other addresses than this shell's settings say.
    if ((await listTenantRows(platform.db.queries)).length === 0) await seedTenants(platform);
    const tenant = await findTenant(platform, id);
    if (!tenant) throw new UsageError(`there is no tenant "${id}"`);
    return await work(contextOf(platform, tenant));
  } finally {
    await platform.db.close();
  }
};

const createAdmin = async (values: Values): Promise<string> => {
  allowOnly(values, ['username', 'password-stdin']);
  const username = need(values.username, 'username');
  const password = await readPassword(values);
  return withTenant(ADMIN_TENANT, async (context) => {
    await createAdministrator(context, { username, password }, async () => undefined);
    return `Administrator ${username} was created. Sign in at ${context.tenant.origin}/console\n`;
  });
};

const resetAdmin = async (values: Values): Promise<string> => {
  allowOnly(values, ['username', 'password-stdin']);
  const username = need(values.username, 'username');
  const password = await readPassword(values);
  return withTenant(ADMIN_TENANT, async (context) => {
    const { platform, tenant, from } = context;
    const user = await findUserByUsername(platform.db.queries, tenant.id, username);
    const role = user && (await findAdministratorRole(platform.db.queries, tenant.id, user.id));
    if (!user || role === undefined) throw new Error(`there is no administrator named ${username}`);
    await setPassword(context, user.id, password);
    if (user.isSuspended) await suspendUser(context, user.id, false);
    const attempt = {
      account: userKey(user.id),
      address: addressKey(from.ip),
    };
    await platform.db.transaction(async (tx) => {
      await clearAttempts(tx, context, attempt);
      await record(tx, context, {
        key: 'Administrator.Reset',
        userId: user.id,
        payload: { userId: user.id, wasSuspended: user.isSuspended },
      });
    });
    return `Administrator ${username} has a new password; every session of theirs has ended.\n`;
  });
};

const createApp = async (values: Values): Promise<string> => {
  allowOnly(values, ['type', 'management-api', 'name', 'json', 'tenant']);
  const name = need(values.name, 'name');
  if (name.length > 256) throw new UsageError('--name has at most 256 characters');
  if (need(values.type, 'type') !== 'machine-to-machine') {
    throw new UsageError('--type must be machine-to-machine; other applications are made in the console');
  }
  return withTenant(values.tenant ?? DEFAULT_TENANT, async (context) => {
    const { platform, tenant } = context;
    const { application, secret } = await createApplication(context, { name, type: 'MachineToMachine' });
    if (values['management-api']) {
      const role = await findBuiltInRole(platform.db.queries, tenant.id);
      if (!role) throw new Error(`tenant ${tenant.id} has no role for the Management API`);
      await giveApplicationRoles(context, application.id, [role.id]);
    }
    const client = {
      id: application.id,
      secret,
      endpoint: tenant.origin,
      tokenEndpoint: `${tenant.issuer}/token`,
      ...(values['management-api'] ? { resource: managementIndicator(tenant.id) } : {}),
    };
    if (values.json) return `${JSON.stringify(client)}\n`;
    return Object.entries(client)
      .map(([key, value]) => `${key.padEnd(14)} ${value}\n`)
      .join('');
  });
};

type KeyKind = 'private-keys' | 'cookie-keys';
type ListedKey = { id: string; status: string; createdAt: number; algorithm?: string };

const readKeyKind = ({ keys = 'private-keys' }: Values): KeyKind => {
  if (keys !== 'private-keys' && keys !== 'cookie-keys')
    throw new UsageError('--keys must be private-keys or cookie-keys');
  return keys;
};

const printKeys = (values: Values, keys: readonly ListedKey[]): string =>
  values.json
    ? `${JSON.stringify(keys)}\n`
    : keys
        .map(({ id, status, createdAt, algorithm = '' }) =>
          [id, status.padEnd(8), algorithm.padEnd(5), new Date(createdAt).toISOString()].join('  ').trimEnd(),
        )
        .join('\n')
        .concat('\n');

const printListedKeys = async (values: Values): Promise<string> => {
  allowOnly(values, ['keys', 'tenant', 'json']);
  const kind = readKeyKind(values);
  return withTenant(values.tenant ?? DEFAULT_TENANT, async (context) =>
    printKeys(values, kind === 'cookie-keys' ? await listCookieKeys(context) : await listKeys(context)),
  );
};

const rotateKeys = async (values: Values): Promise<string> => {
  allowOnly(values, ['keys', 'algorithm', 'grace-period', 'tenant', 'json']);
  const kind = readKeyKind(values);
  const { algorithm = 'ES256', 'grace-period': grace = '3600' } = values;
  if (kind === 'cookie-keys') {
    allowOnly(values, ['keys', 'tenant', 'json']);
    return withTenant(values.tenant ?? DEFAULT_TENANT, async (context) =>
      printKeys(values, await rotateCookieKey(context)),
    );
  }
  if (algorithm !== 'ES256' && algorithm !== 'ES384' && algorithm !== 'RS256')
    throw new UsageError('--algorithm must be ES256, ES384 or RS256');
  if (!/^\d{1,6}$/.test(grace) || Number(grace) > 604_800)
    throw new UsageError('--grace-period is a number of seconds, 604800 at most');
  return withTenant(values.tenant ?? DEFAULT_TENANT, async (context) =>
    printKeys(values, await rotateSigningKey(context, { algorithm, gracePeriod: Number(grace) * SECOND })),
  );
};

const deleteKey = async (values: Values): Promise<string> => {
  allowOnly(values, ['keys', 'id', 'tenant']);
  const kind = readKeyKind(values);
  const id = need(values.id, 'id');
  return withTenant(values.tenant ?? DEFAULT_TENANT, async (context) => {
    await (kind === 'cookie-keys' ? deleteCookieKey(context, id) : deleteSigningKey(context, id));
    return `Key ${id} was deleted.\n`;
  });
};

const printLeft = (left: Readonly<Record<string, number>>): string =>
  Object.entries(left)
    .map(([keyId, count]) => `${String(count).padStart(8)}  left under master key ${keyId}\n`)
    .join('');

const printMasterKey = (values: Values): Promise<string> => {
  allowOnly(values, ['json']);
  return withTenant(ADMIN_TENANT, async ({ platform }) => {
    const left = await countOthers(platform);
    const { keyId } = platform.sealer;
    if (values.json) return `${JSON.stringify({ keyId, left })}\n`;
    return `Master key ${keyId} seals.\n${printLeft(left) || 'Nothing is left under other keys.\n'}`;
  });
};

const rewrap = (values: Values): Promise<string> => {
  allowOnly(values, ['batch', 'json']);
  const { batch = '200' } = values;
  if (!/^[1-9]\d{0,3}$/.test(batch)) throw new UsageError('--batch is a number of rows, 9999 at most');
  return withTenant(ADMIN_TENANT, async (context) => {
    const done = await rewrapAll(context, Number(batch));
    if (!done.isOver) process.exitCode = 1;
    if (values.json) return `${JSON.stringify(done)}\n`;
    const unreadable = done.unreadable.map(
      ({ place, key, keyId }) => `  no key opens ${place} of ${key.join(' ')} (master key ${keyId})\n`,
    );
    const verdict = done.isOver
      ? 'Nothing is left under other keys: they may be removed from the settings.\n'
      : printLeft(done.left) ||
        'Nothing is left, but a running server still seals under another key: restart it with this one as SECRET_VAULT_KEK, then run this again.\n';
    return `${done.rewrapped} values were put under master key ${done.keyId}.\n${unreadable.join('')}${verdict}`;
  });
};

/** By name. Each answers what to print; a UsageError tells of options that do not fit. */
export const COMMANDS: Record<string, (values: Values) => Promise<string>> = {
  'admin create': createAdmin,
  'admin reset': resetAdmin,
  'app create': createApp,
  'keys list': printListedKeys,
  'keys rotate': rotateKeys,
  'keys delete': deleteKey,
  'master-key status': printMasterKey,
  'master-key rewrap': rewrap,
};
