/**
 * `npx --no genkan …`: administrators and clients without a browser. Works beside a running server on the same
 * database, which sees the change within a second, and before its first start.
 */
import { parseArgs } from 'node:util';
import { findBuiltInRole, giveApplicationRoles, managementIndicator } from './access/index.ts';
import { createApplication } from './applications/index.ts';
import { record } from './audit/index.ts';
import { ConfigurationError, loadConfig } from './config.ts';
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
import { Refusal } from './lib/errors.ts';
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

/** A command that cannot be run as it was typed. Its message is printed with a hint at --help; exit code 2. */
class UsageError extends Error {}

const HELP = `Usage: genkan <command> [options]

  start
      Starts the server.

  admin create --username NAME --password-stdin
      Makes an administrator of this installation. The password (15 characters or more) is read from standard input.

  admin reset --username NAME --password-stdin
      Gives an administrator a new password, ends their sessions, and lets them in again if they were suspended.

  app create --type machine-to-machine --management-api --name NAME --json [--tenant default|admin]
      Makes a client. With --management-api it may call the tenant's Management API.
      With --json prints {"id","secret","endpoint","tokenEndpoint","resource"}; the secret is shown this once.

  keys list [--keys private-keys|cookie-keys] [--tenant default|admin] [--json]
      Lists the keys that sign tokens (private-keys, unless told) or authenticate cookies, newest first.

  keys rotate [--keys private-keys|cookie-keys] [--algorithm ES256|ES384|RS256] [--grace-period SECONDS] [--tenant …]
      Publishes a new signing key that takes over after the grace period (3600 unless told), or changes the cookie key.

  keys delete --id ID [--keys private-keys|cookie-keys] [--tenant …]
      Deletes a previous key; what it signed is worth nothing any more.

  master-key status [--json]
      Says how many sealed values hang on other master keys than the one that seals, without changing any.

  master-key rewrap [--batch ROWS] [--json]
      Puts every sealed value under the key of SECRET_VAULT_KEK (or the first line of the key file), reading with the other
      keys at hand. May run beside servers, be stopped at any time and be run again. Exit code 0 once the others can go.

  --help, -h     This text
  --version      The version

Settings are read as the server reads them: from the environment and from .env.
Exit codes: 0 done, 1 refused or failed, 2 not a command.
`;

const options = {
  username: { type: 'string' },
  'password-stdin': { type: 'boolean' },
  type: { type: 'string' },
  'management-api': { type: 'boolean' },
  name: { type: 'string' },
  json: { type: 'boolean' },
  tenant: { type: 'string' },
  keys: { type: 'string' },
  algorithm: { type: 'string' },
  'grace-period': { type: 'string' },
  id: { type: 'string' },
  batch: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>['values'];
type OptionName = keyof typeof options;

/** Refuses options that a command does not have, so that a slip never passes unnoticed. */
const allowOnly = (values: Values, names: readonly OptionName[]): void => {
  for (const name of Object.keys(values) as OptionName[]) {
    if (!names.includes(name)) throw new UsageError(`this command has no option --${name}`);
  }
};

const need = (value: string | undefined, name: OptionName): string => {
  if (value === undefined || value.trim() === '') throw new UsageError(`--${name} is missing`);
  return value.trim();
};

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

const COMMANDS: Record<string, (values: Values) => Promise<string>> = {
  'admin create': createAdmin,
  'admin reset': resetAdmin,
  'app create': createApp,
  'keys list': printListedKeys,
  'keys rotate': rotateKeys,
  'keys delete': deleteKey,
  'master-key status': printMasterKey,
  'master-key rewrap': rewrap,
};

const readCommand = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
};

/** Runs one command and answers what to print. Throws what `explain` puts into words. */
const run = async (args: readonly string[]): Promise<string> => {
  const { values, positionals } = readCommand(args);
  if (values.help || (positionals.length === 0 && args.length === 0)) return HELP;
  if (values.version) return `${loadConfig().version}\n`;
  const command = COMMANDS[positionals.join(' ')];
  if (!command) throw new UsageError(`"${positionals.join(' ')}" is not a command`);
  return command(values);
};

const explain = (error: unknown): { text: string; code: number } => {
  if (error instanceof UsageError) return { text: `${error.message} (see genkan --help)`, code: 2 };
  if (error instanceof ConfigurationError || error instanceof Refusal)
    return { text: error.message, code: 1 };
  return { text: error instanceof Error ? error.message : String(error), code: 1 };
};

try {
  process.stdout.write(await run(process.argv.slice(2)));
} catch (error) {
  const { text, code } = explain(error);
  process.stderr.write(`genkan: ${text}\n`);
  process.exitCode = code;
}
