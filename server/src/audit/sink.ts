/**
 * Streaming of a tenant's trail to a collector of the operator's. Each row is noted for the sink in the transaction
 * that writes it, and the note goes when the sink has taken the row: no row is lost, and one may come twice. A sink
 * that fails is tried again with growing waits for as long as its rows are kept.
 */
import { createConnect } from '../http/index.ts';
import { MINUTE, SECOND } from '../lib/clock.ts';
import { sha256 } from '../lib/digest.ts';
import { signatureHeaders } from '../lib/webhook-signature.ts';
import type { Platform, Tenant } from '../platform.ts';
import { findTenant } from '../tenants/index.ts';
import type { AuditRow } from './audit.store.ts';
import { presentLog } from './logs.routes.ts';
import { listDueSinks, listUnsent, passSink, removeExports, type SinkRow } from './sink.store.ts';
import { type SyslogTarget, sendSyslog, syslogFrame } from './syslog.ts';

const BATCH = 200;
/** Longer than one turn of a sink takes, which ends after its last batch begun within `TURN`. */
const LEASE = 2 * MINUTE;
const TURN = 20 * SECOND;
const INTERVAL = SECOND;
const DELAYS = [SECOND, 5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE];
const SINKS_AT_ONCE = 8;

export type SinkConfig = { type: 'http'; url: string } | ({ type: 'syslog' } & SyslogTarget);

/** What is sealed of a sink. */
export type SinkSecrets = { headers?: Record<string, string>; signingKey?: string };

export const sinkBinding = (tenantId: string): readonly string[] => ['audit-sink', tenantId];

const secretsOf = ({ sealer }: Platform, sink: Pick<SinkRow, 'tenantId' | 'sealedHeaders'>): SinkSecrets =>
  sink.sealedHeaders === null ? {} : JSON.parse(sealer.open(sink.sealedHeaders, sinkBinding(sink.tenantId)));

const postRows = async (
  { outgoing, clock }: Platform,
  url: string,
  { headers = {}, signingKey }: SinkSecrets,
  rows: readonly AuditRow[],
): Promise<void> => {
  const body = rows.map((row) => `${JSON.stringify(presentLog(row))}\n`).join('');
  // The same rows have the same id, should they come again.
  const id = sha256(`${rows[0]?.id}|${rows.at(-1)?.id}|${rows.length}`).slice(0, 32);
  const signed = signingKey ? signatureHeaders({ key: signingKey }, { id, sentAt: clock.now(), body }) : {};
  const answer = await outgoing(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/x-ndjson', ...signed },
    body,
    timeout: 10 * SECOND,
    maxBytes: 64 * 1024,
  });
  if (!answer.ok) throw new Error(`the sink answered with status ${answer.status}`);
};

/** Hands rows over. Throws when the sink did not take them. */
export const sendRows = (
  platform: Platform,
  tenant: Tenant,
  sink: Pick<SinkRow, 'tenantId' | 'config' | 'sealedHeaders'>,
  rows: readonly AuditRow[],
): Promise<void> => {
  const config = sink.config as SinkConfig;
  if (config.type === 'http') return postRows(platform, config.url, secretsOf(platform, sink), rows);
  const { hostname } = new URL(tenant.origin);
  const frames = rows.map((row) => syslogFrame(presentLog(row), hostname, config.facility));
  return sendSyslog(createConnect(platform.config), config, frames);
};

/** Lets a sink take what waits for it, for one turn. */
const serve = async (platform: Platform, tenant: Tenant, sink: SinkRow): Promise<void> => {
  const { clock, db } = platform;
  const lease = { tenantId: sink.tenantId, nextAttemptAt: clock.now() + LEASE };
  if (!(await passSink(db.queries, sink, { nextAttemptAt: lease.nextAttemptAt }))) return;
  const until = performance.now() + TURN;
  try {
    do {
      const { ids, rows } = await listUnsent(db.queries, sink.tenantId, BATCH);
      if (ids.length === 0) break;
      if (rows.length > 0) await sendRows(platform, tenant, sink, rows);
      await removeExports(db.queries, sink.tenantId, ids);
    } while (performance.now() < until);
    const now = clock.now();
    await passSink(db.queries, lease, { attempts: 0, lastError: null, lastSentAt: now, nextAttemptAt: now });
  } catch (error) {
    const delay = DELAYS[Math.min(sink.attempts, DELAYS.length - 1)] as number;
    platform.log.warn({ err: error, tenantId: sink.tenantId }, 'the sink of the audit trail fails');
    await passSink(db.queries, lease, {
      attempts: sink.attempts + 1,
      lastError: (error as Error).message.replace(/\p{Cc}/gu, ' ').slice(0, 500),
      nextAttemptAt: clock.now() + delay,
    });
  }
};

/** Lets every sink that is due take what waits for it. */
export const exportDue = async (platform: Platform): Promise<void> => {
  const due = await listDueSinks(platform.db.queries, platform.clock.now(), SINKS_AT_ONCE);
  await Promise.all(
    due.map(async (sink) => {
      const tenant = await findTenant(platform, sink.tenantId);
      if (tenant) await serve(platform, tenant, sink);
    }),
  );
};

/** Serves the sinks from now on; answers the stop, which waits for the turns under way. */
export const startAuditSinks = (platform: Platform): (() => Promise<void>) => {
  let underWay: Promise<void> | undefined;
  const timer = setInterval(() => {
    underWay ??= exportDue(platform)
      .catch((error: unknown) => platform.log.error({ err: error }, 'the sinks could not be served'))
      .finally(() => {
        underWay = undefined;
      });
  }, INTERVAL);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await underWay;
  };
};
