/**
 * A tenant's scripts: kept, checked, found. Environment variables may hold secrets, so they are sealed at rest and
 * their values masked in answers; the mask sent back keeps the value. A new source tells whatever its variables hold,
 * so who may not see secrets gives them anew with it (M-11).
 */
import { record } from '../audit/index.ts';
import { scopesBeyond } from '../http/index.ts';
import { createCache } from '../lib/cache.ts';
import { sha256 } from '../lib/digest.ts';
import type { Context, Platform } from '../platform.ts';
import { findTenantSettings } from '../tenants/index.ts';
import { refuse } from './errors.ts';
import { runScript } from './sandbox.ts';
import type { Outcome } from './sandbox-messages.ts';
import {
  findScriptRow,
  listScriptRows,
  putScriptRow,
  removeScriptRow,
  type ScriptKind,
  type ScriptRow,
} from './scripts.store.ts';

export type Environment = Record<string, string>;

/** A script as the API takes it. `enabled` is of actions; scripts for claims always run. */
export type ScriptInput = {
  script: string;
  environmentVariables?: Environment | undefined;
  contextSample?: unknown;
  tokenSample?: unknown;
  enabled?: boolean | undefined;
  onError?: 'allow' | 'block' | undefined;
};

/** A stored script with its environment. */
export type Script = Omit<ScriptRow, 'sealedEnvironment'> & { environment: Environment };

/** What the API shows in place of a stored value; sent back, it keeps the value. */
const MASK = '******';

/** The function that a script of each kind defines. */
const ENTRY: Record<ScriptKind, string> = {
  'jwt.accessToken': 'getCustomJwtClaims',
  'jwt.clientCredentials': 'getCustomJwtClaims',
  'action.postFirstFactorVerification': 'postFirstFactorVerification',
  'action.postSignIn': 'postSignIn',
};

const bindingOf = (tenantId: string, kind: ScriptKind) => ['script-environment', tenantId, kind];

const open = (platform: Platform, { sealedEnvironment, ...row }: ScriptRow): Script => ({
  ...row,
  environment: JSON.parse(platform.sealer.open(sealedEnvironment, bindingOf(row.tenantId, row.kind))),
});

/** A copy for answers: names of the variables, no values. */
export const maskEnvironment = (environment: Environment): Environment =>
  Object.fromEntries(Object.keys(environment).map((name) => [name, MASK]));

const scripts = createCache(async (platform: Platform, tenantId: string) => {
  const rows = await listScriptRows(platform.db.queries, tenantId);
  return new Map(rows.map((row) => [row.kind, open(platform, row)]));
});

const hosts = createCache(
  async (platform: Platform, tenantId: string): Promise<readonly string[]> =>
    ((await findTenantSettings(platform.db.queries, tenantId, 'scripting'))?.allowedHosts ?? []) as string[],
);

/** Forgets what this process knows of the hosts that a tenant's scripts may reach. */
export const forgetAllowedHosts = (platform: Platform, tenantId: string): void =>
  hosts.forget(platform, tenantId);

/** The script that is to run now, at most a second old; undefined where there is none or it is switched off. */
export const activeScript = async (
  { platform, tenant }: Context,
  kind: ScriptKind,
): Promise<Script | undefined> => {
  const script = (await scripts.get(platform, tenant.id)).get(kind);
  return script?.enabled ? script : undefined;
};

/** Runs a script of a kind. Never throws. */
export const run = async (
  { platform, tenant }: Context,
  script: { kind: ScriptKind; source: string; environment: Environment },
  input: Record<string, unknown>,
): Promise<Outcome> =>
  runScript(platform, {
    tenantId: tenant.id,
    script: script.source,
    entry: ENTRY[script.kind],
    input: { ...input, environmentVariables: script.environment },
    allowedHosts: await hosts.get(platform, tenant.id),
  });

const checkSource = async (
  { platform, tenant }: Context,
  kind: ScriptKind,
  source: string,
): Promise<void> => {
  const outcome = await runScript(platform, {
    tenantId: tenant.id,
    script: source,
    entry: ENTRY[kind],
    input: {},
    checkOnly: true,
  });
  if (outcome.type !== 'value') throw refuse('script.invalid', { reason: outcome.message });
};

/** Every script of the tenant. */
export const listScripts = async ({ platform, tenant }: Context): Promise<Script[]> =>
  (await listScriptRows(platform.db.queries, tenant.id)).map((row) => open(platform, row));

/** Refuses with `script.not_found`. */
export const getScript = async ({ platform, tenant }: Context, kind: ScriptKind): Promise<Script> => {
  const row = await findScriptRow(platform.db.queries, tenant.id, kind);
  if (!row) throw refuse('script.not_found');
  return open(platform, row);
};

const keepMasked = (asked: Environment, known: Environment): Environment =>
  Object.fromEntries(
    Object.entries(asked).map(([name, value]) => [name, value === MASK ? (known[name] ?? value) : value]),
  );

/** Throws when a caller who may not see stored secrets would have them told by a source of their own. */
const refuseTelling = (
  { actor }: Context,
  known: Script | undefined,
  { script, environmentVariables = {} }: ScriptInput,
): void => {
  if (known === undefined || known.source === script) return;
  const isKept = Object.entries(environmentVariables).some(
    ([name, value]) => value === MASK && Object.hasOwn(known.environment, name),
  );
  if (isKept && scopesBeyond(actor, ['secrets:read']).length > 0) throw refuse('script.environment_needed');
};

/** What the trail tells of a script: which source, which variables; neither's content. */
const outline = (script: Script | undefined): Record<string, unknown> | null =>
  script
    ? {
        sourceHash: sha256(script.source),
        variables: Object.keys(script.environment),
        enabled: script.enabled,
        onError: script.onError,
      }
    : null;

/**
 * Stores a script and tells whether there was none of its kind. Refuses with `script.invalid` what does not load or does not define the function of its kind, with
 * `script.environment_needed` a new source for stored variables that the caller may not see.
 */
export const putScript = async (
  context: Context,
  kind: ScriptKind,
  input: ScriptInput,
): Promise<{ script: Script; isNew: boolean }> => {
  const { platform, tenant } = context;
  await checkSource(context, kind, input.script);
  const row = await findScriptRow(platform.db.queries, tenant.id, kind);
  const known = row && open(platform, row);
  refuseTelling(context, known, input);
  const script: Script = {
    tenantId: tenant.id,
    kind,
    source: input.script,
    environment: keepMasked(input.environmentVariables ?? {}, known?.environment ?? {}),
    contextSample: input.contextSample ?? null,
    tokenSample: input.tokenSample ?? null,
    enabled: input.enabled ?? true,
    onError: input.onError ?? 'allow',
    updatedAt: platform.clock.now(),
  };
  const { environment, ...plain } = script;
  const sealedEnvironment = platform.sealer.seal(JSON.stringify(environment), bindingOf(tenant.id, kind));
  const isNew = await platform.db.transaction(async (tx) => {
    const isFirst = await putScriptRow(tx, { ...plain, sealedEnvironment });
    await record(tx, context, {
      key: 'Script.Update',
      payload: { kind, before: outline(known), after: outline(script) },
    });
    return isFirst;
  });
  scripts.forget(platform, tenant.id);
  return { script, isNew };
};

/** Changes the named parts of a script. Refuses with `script.not_found` and as `putScript`. */
export const changeScript = async (
  context: Context,
  kind: ScriptKind,
  patch: Partial<ScriptInput>,
): Promise<Script> => {
  const known = await getScript(context, kind);
  const { script } = await putScript(context, kind, {
    script: patch.script ?? known.source,
    environmentVariables: patch.environmentVariables ?? maskEnvironment(known.environment),
    contextSample: patch.contextSample === undefined ? known.contextSample : patch.contextSample,
    tokenSample: patch.tokenSample === undefined ? known.tokenSample : patch.tokenSample,
    enabled: patch.enabled ?? known.enabled,
    onError: patch.onError ?? known.onError,
  });
  return script;
};

/** Removes a script. Refuses with `script.not_found`. */
export const deleteScript = async (context: Context, kind: ScriptKind): Promise<void> => {
  const { platform, tenant } = context;
  await platform.db.transaction(async (tx) => {
    const row = await findScriptRow(tx, tenant.id, kind);
    if (!row || !(await removeScriptRow(tx, tenant.id, kind))) throw refuse('script.not_found');
    const before = outline(open(platform, row));
    await record(tx, context, { key: 'Script.Delete', payload: { kind, before } });
  });
  scripts.forget(platform, tenant.id);
};

/** Runs a draft and answers its value. Refuses with `script.invalid`, `script.failed` or `script.denied`. */
export const testScript = async (
  context: Context,
  draft: { kind: ScriptKind; source: string; environment: Environment },
  input: Record<string, unknown>,
): Promise<unknown> => {
  const outcome = await run(context, draft, input);
  await record(context.platform.db.queries, context, {
    key: 'Script.Test',
    payload: { kind: draft.kind, outcome: outcome.type },
  });
  if (outcome.type === 'value') return outcome.value;
  const reason = outcome.message;
  if (outcome.type === 'denied') throw refuse('script.denied', { reason });
  throw refuse(outcome.isNoScript ? 'script.invalid' : 'script.failed', { reason });
};
