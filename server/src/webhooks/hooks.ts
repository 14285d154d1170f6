/**
 * Webhooks: who is told of what. Signing keys and the values of custom headers are sealed at rest; the trail shows
 * neither.
 */
import { differences, forgetFollowers, type HookEvent, RAISED_BY, record } from '../audit/index.ts';
import { afterCommit, type Transaction } from '../db/index.ts';
import { isPlainHttpAllowed, requireManagementScope } from '../http/index.ts';
import { DAY } from '../lib/clock.ts';
import { createId, createSecret } from '../lib/ids.ts';
import type { Context, Platform } from '../platform.ts';
import { refuse } from './errors.ts';
import { getHook, type Hook, type HookPatch, insertHook, removeHook, updateHook } from './hooks.store.ts';

/** The previous signing key goes on signing beside the new one for as long. */
const KEY_OVERLAP = DAY;
/** What stands for a header's value in answers; sent back, it means the stored value. */
export const MASK = '******';
/** Headers that are the server's own to set. */
const OWN_HEADERS =
  /^(host|content-.*|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect|proxy-.*|accept-encoding|logto-.*|webhook-.*)$/i;

export type HookConfig = {
  url: string;
  headers?: Record<string, string> | undefined;
  retries?: number | undefined;
};

export type HookFields = {
  name?: string | undefined;
  event?: HookEvent | null | undefined;
  events?: readonly HookEvent[] | undefined;
  config?: HookConfig | undefined;
  enabled?: boolean | undefined;
  createdAt?: number | undefined;
};

type Place = Pick<Hook, 'tenantId' | 'id'>;
const bindingOf = ({ tenantId, id }: Place, purpose: 'headers' | 'key'): readonly string[] => [
  'hook',
  tenantId,
  id,
  purpose,
];

/** The events a webhook is subscribed to: `events`, or where that is empty the older single `event`. */
export const subscriptionsOf = ({ event, events }: Pick<Hook, 'event' | 'events'>): readonly string[] =>
  events.length > 0 ? events : event === null ? [] : [event];

/** The custom headers with their values. */
export const openHeaders = ({ sealer }: Platform, hook: Hook): Record<string, string> =>
  hook.sealedHeaders === null ? {} : JSON.parse(sealer.open(hook.sealedHeaders, bindingOf(hook, 'headers')));

/** The keys that sign now. */
export const signingKeys = (
  { sealer, clock }: Platform,
  hook: Hook,
): { key: string; previousKey: string | undefined } => {
  const binding = bindingOf(hook, 'key');
  const overlaps = hook.sealedPreviousKey !== null && (hook.previousKeyUntil ?? 0) > clock.now();
  return {
    key: sealer.open(hook.sealedSigningKey, binding),
    previousKey: overlaps ? sealer.open(hook.sealedPreviousKey as string, binding) : undefined,
  };
};

/** Refuses events that nothing raises yet: a subscription to one would wait for ever. */
const checkEvents = (events: readonly HookEvent[]): void => {
  const unavailable = events.filter((event) => RAISED_BY[event].length === 0);
  if (unavailable.length > 0) throw refuse('hook.event_unavailable', { events: unavailable.join(', ') });
};

/** What payloads tell of, by the first part of the event's name; the others tell of users. */
const READS: Readonly<Record<string, string>> = {
  Role: 'roles:read',
  Scope: 'resources:read',
  Organization: 'organizations:read',
  OrganizationRole: 'organizations:read',
  OrganizationScope: 'organizations:read',
};

/** Whoever chooses where events go reads what they tell: they need to be allowed to (M-04). */
const refuseUnreadable = ({ actor, tenant }: Context, events: readonly string[]): void => {
  for (const event of events)
    requireManagementScope(actor, tenant, READS[event.split('.')[0] ?? ''] ?? 'users:read');
};

/** Refuses what could never be called: the guarded client would refuse it at every attempt. */
export const checkUrl = ({ config }: Platform, raw: string): void => {
  const url = URL.canParse(raw) ? new URL(raw) : undefined;
  const wrong = (reason: string) => refuse('hook.invalid_url', { url: raw.slice(0, 200), reason });
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw wrong('it is not an https address');
  if (url.username || url.password) throw wrong('it carries credentials; use a header');
  if (url.protocol === 'http:' && !isPlainHttpAllowed(config, url)) {
    throw wrong('plain http is only for hosts that OUTGOING_ALLOW names');
  }
};

/** The headers as they are to be kept. Masked values stand for the stored ones, as long as they go to the same host. */
export const resolveHeaders = (
  platform: Platform,
  given: Record<string, string>,
  known?: { hook: Hook; url: string },
): Record<string, string> => {
  for (const [name, value] of Object.entries(given)) {
    const wrong = (reason: string) => refuse('hook.invalid_header', { name: name.slice(0, 64), reason });
    if (!/^[!#$%&'*+.^_`|~\w-]{1,64}$/.test(name)) throw wrong('its name is not one of a header');
    if (OWN_HEADERS.test(name)) throw wrong('the server sets it itself');
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
      throw wrong('its value has characters that no header may have');
  }
  if (!Object.values(given).includes(MASK)) return given;
  if (!known || new URL(known.url).origin !== new URL(known.hook.url).origin)
    throw refuse('hook.headers_needed');
  const stored = openHeaders(platform, known.hook);
  return Object.fromEntries(
    Object.entries(given)
      .map(([name, value]) => [name, value === MASK ? stored[name] : value])
      .filter(([, value]) => value !== undefined),
  );
};

const sealHeaders = ({ sealer }: Platform, place: Place, headers: Record<string, string>): string | null =>
  Object.keys(headers).length === 0
    ? null
    : sealer.seal(JSON.stringify(headers), bindingOf(place, 'headers'));

const unique = (events: readonly HookEvent[]): HookEvent[] => [...new Set(events)];

/** What the trail may show of a webhook. */
const shown = (patch: HookPatch): Record<string, unknown> => {
  const { sealedHeaders, sealedSigningKey: _, sealedPreviousKey: __, previousKeyUntil: ___, ...rest } = patch;
  return sealedHeaders === undefined
    ? rest
    : { ...rest, headers: sealedHeaders === null ? 'none' : 'changed' };
};

const changed = (tx: Transaction, { platform, tenant }: Context): void =>
  afterCommit(tx, () => forgetFollowers(platform, tenant.id));

/**
 * Makes a webhook with a new signing key. Refuses one without events, addresses that cannot be called, and events that
 * tell what the caller may not read.
 */
export const createHook = async (
  context: Context,
  { name, event, events = [], config, enabled = true, createdAt }: HookFields & { config: HookConfig },
): Promise<Hook> => {
  const { platform, tenant } = context;
  if (events.length === 0 && !event) throw refuse('hook.missing_events');
  checkEvents(events.length > 0 ? events : [event as HookEvent]);
  checkUrl(platform, config.url);
  refuseUnreadable(context, events.length > 0 ? events : [event as HookEvent]);
  const place = { tenantId: tenant.id, id: createId() };
  const hook: Hook = {
    ...place,
    name: name ?? '',
    event: events.length > 0 ? null : (event ?? null),
    events: unique(events),
    url: config.url,
    retries: config.retries ?? null,
    sealedHeaders: sealHeaders(platform, place, resolveHeaders(platform, config.headers ?? {})),
    sealedSigningKey: platform.sealer.seal(createSecret(), bindingOf(place, 'key')),
    sealedPreviousKey: null,
    previousKeyUntil: null,
    enabled,
    createdAt: createdAt ?? platform.clock.now(),
  };
  await platform.db.transaction(async (tx) => {
    await insertHook(tx, hook);
    await record(tx, context, { key: 'Hook.Create', payload: { hookId: hook.id, after: shown(hook) } });
    changed(tx, context);
  });
  return hook;
};

/** Changes a webhook; absent fields stay, `config` is replaced whole. Throws `hook.not_found`. */
export const changeHook = (context: Context, id: string, fields: HookFields): Promise<Hook> => {
  const { platform, tenant } = context;
  const { config, events, event, ...plain } = fields;
  if (config) checkUrl(platform, config.url);
  checkEvents([...(events ?? []), ...(event ? [event] : [])]);
  return platform.db.transaction(async (tx) => {
    const known = await getHook(tx, tenant.id, id);
    const patch: HookPatch = {
      ...Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined)),
      ...(events ? { events: unique(events) } : {}),
      ...(event === undefined ? {} : { event }),
      ...(config
        ? {
            url: config.url,
            retries: config.retries ?? null,
            sealedHeaders: sealHeaders(
              platform,
              known,
              resolveHeaders(platform, config.headers ?? {}, { hook: known, url: config.url }),
            ),
          }
        : {}),
    };
    const next = { ...known, ...patch };
    if (subscriptionsOf(next).length === 0) throw refuse('hook.missing_events');
    if (config || events || event) refuseUnreadable(context, subscriptionsOf(next));
    if (next.events.length > 0 && next.event !== null) Object.assign(patch, { event: null });
    await updateHook(tx, tenant.id, id, patch);
    const { before, after } = differences(known, patch);
    await record(tx, context, {
      key: 'Hook.Update',
      payload: { hookId: id, before: shown(before), after: shown(after) },
    });
    changed(tx, context);
    return { ...known, ...patch };
  });
};

/** Gives a webhook a new signing key. The old one signs beside it for a day, in `webhook-signature` alone. */
export const renewSigningKey = (context: Context, id: string): Promise<Hook> => {
  const { platform, tenant } = context;
  const key = createSecret();
  return platform.db.transaction(async (tx) => {
    const known = await getHook(tx, tenant.id, id);
    const patch = {
      sealedSigningKey: platform.sealer.seal(key, bindingOf(known, 'key')),
      sealedPreviousKey: known.sealedSigningKey,
      previousKeyUntil: platform.clock.now() + KEY_OVERLAP,
    };
    await updateHook(tx, tenant.id, id, patch);
    await record(tx, context, { key: 'Hook.SigningKey.Update', payload: { hookId: id } });
    return { ...known, ...patch };
  });
};

/** Deletes a webhook. What waits to be sent to it is dropped. Throws `hook.not_found`. */
export const deleteHook = (context: Context, id: string): Promise<void> => {
  const { platform, tenant } = context;
  return platform.db.transaction(async (tx) => {
    const known = await getHook(tx, tenant.id, id);
    await removeHook(tx, tenant.id, id);
    await record(tx, context, { key: 'Hook.Delete', payload: { hookId: id, before: shown(known) } });
    changed(tx, context);
  });
};
