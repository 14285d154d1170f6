/**
 * The pool of sandboxes. Scripts run in threads beside the event loop, so that an endless loop of one tenant stalls
 * nobody's requests; a thread that does not come back in time is ended and replaced. A tenant with scripts waiting does
 * not hold all threads while another waits too.
 */
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { SECOND } from '../lib/clock.ts';
import type { Platform } from '../platform.ts';
import type { FetchAnswer, FromSandbox, Job, Outcome, ToSandbox } from './sandbox-messages.ts';

/** Milliseconds a script may compute. */
const COMPUTING = SECOND;
/** Milliseconds a script may take in all where it may use the network. */
const WITH_NETWORK = 3 * SECOND;
/** What the thread may need on top before it counts as lost. */
const SLACK = SECOND;
/** What a new thread may need to load the engine. */
const LOADING = 10 * SECOND;
const THREADS = 2;
const MAX_WAITING = 200;

type Request = Omit<Job, 'milliseconds'> & {
  tenantId: string;
  /** Hosts that `fetch` may reach; none unless told. */
  allowedHosts?: readonly string[];
};
type Waiting = { request: Request; settle: (outcome: Outcome) => void };
type Thread = {
  worker: Worker;
  /** Whether the engine has been loaded; the first run waits for that. */
  isReady: boolean;
  busy: Waiting | undefined;
  timer: NodeJS.Timeout | undefined;
};

type Pool = { threads: Set<Thread>; waiting: Waiting[] };
const pools = new WeakMap<Platform, Pool>();

const poolOf = (platform: Platform): Pool => {
  let pool = pools.get(platform);
  if (!pool) {
    pool = { threads: new Set(), waiting: [] };
    pools.set(platform, pool);
  }
  return pool;
};

const FetchRequest = z.object({
  url: z.string().max(2048),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  // Who may reach one host is not to be answered as another by a server with many names.
  headers: z.record(
    z.string().refine((name) => name.toLowerCase() !== 'host'),
    z.string(),
  ),
  body: z
    .string()
    .max(64 * 1024)
    .nullable(),
});

/** A script can reach the host below `fetch` too, so the text may be anything. */
const readRequest = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Never throws: a rejection here would be nobody's, and end the process. */
const answerFetch = async (platform: Platform, request: Request, text: string): Promise<FetchAnswer> => {
  const parsed = FetchRequest.safeParse(readRequest(text));
  if (!parsed.success) return { error: 'fetch was called with something it does not take' };
  const { url, ...init } = parsed.data;
  const host = URL.parse(url)?.host;
  if (host === undefined || !request.allowedHosts?.includes(host)) {
    return { error: `scripts may not reach ${host ?? url}` };
  }
  try {
    const response = await platform.outgoing(url, { ...init, timeout: WITH_NETWORK, maxBytes: 256 * 1024 });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    };
  } catch (error) {
    return { error: error instanceof Error ? error.message : 'the request failed' };
  }
};

const post = (thread: Thread, message: ToSandbox): void => thread.worker.postMessage(message);

const settle = (thread: Thread, outcome: Outcome): void => {
  const { busy } = thread;
  clearTimeout(thread.timer);
  thread.busy = undefined;
  thread.timer = undefined;
  busy?.settle(outcome);
};

const lose = (platform: Platform, thread: Thread, message: string): void => {
  if (!poolOf(platform).threads.delete(thread)) return;
  settle(thread, { type: 'error', message });
  thread.worker.terminate().catch((error: unknown) => platform.log.error({ err: error }, 'a sandbox stays'));
  dispatch(platform);
};

const startThread = (platform: Platform): Thread => {
  const worker = new Worker(new URL(import.meta.url.replace(/sandbox(?=\.\w+$)/, 'sandbox-worker')), {
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 64, stackSizeMb: 4 },
  });
  const thread: Thread = { worker, isReady: false, busy: undefined, timer: undefined };
  worker.on('message', (message: FromSandbox) => {
    if (message.type === 'ready') {
      thread.isReady = true;
    } else if (message.type === 'done') {
      settle(thread, message.outcome);
      dispatch(platform);
    } else if (message.type === 'spent') {
      lose(platform, thread, message.message);
    } else if (message.type === 'fetch' && thread.busy) {
      const { request } = thread.busy;
      void answerFetch(platform, request, message.request).then((answer) =>
        post(thread, { type: 'fetched', id: message.id, answer }),
      );
    }
  });
  worker.on('error', (error: Error) => lose(platform, thread, `The sandbox failed: ${error.message}`));
  // After the listeners, which would hold the process again.
  worker.unref();
  return thread;
};

/** The next request: of a tenant that has nothing running, else the oldest. */
const takeNext = ({ threads, waiting }: Pool): Waiting | undefined => {
  const running = new Set([...threads].map(({ busy }) => busy?.request.tenantId));
  const at = waiting.findIndex(({ request }) => !running.has(request.tenantId));
  return at >= 0 ? waiting.splice(at, 1)[0] : waiting.shift();
};

const dispatch = (platform: Platform): void => {
  const pool = poolOf(platform);
  while (pool.waiting.length > 0) {
    let thread = [...pool.threads].find(({ busy }) => busy === undefined);
    if (!thread && pool.threads.size < THREADS) {
      thread = startThread(platform);
      pool.threads.add(thread);
    }
    const next = thread && takeNext(pool);
    if (!thread || !next) return;
    const { tenantId: _, allowedHosts = [], ...job } = next.request;
    const chosen = thread;
    chosen.busy = next;
    const limit =
      (allowedHosts.length > 0 ? WITH_NETWORK : COMPUTING) + SLACK + (chosen.isReady ? 0 : LOADING);
    chosen.timer = setTimeout(() => lose(platform, chosen, 'The script took too long.'), limit);
    chosen.timer.unref();
    post(chosen, { type: 'run', job: { ...job, milliseconds: COMPUTING } });
  }
};

/**
 * Runs a script's function and answers how it ended; never throws. A script computes for one second at most, three
 * with the network; beyond 200 waiting runs the answer is an error at once.
 */
export const runScript = (platform: Platform, request: Request): Promise<Outcome> => {
  const pool = poolOf(platform);
  if (pool.waiting.length >= MAX_WAITING) {
    return Promise.resolve({ type: 'error', message: 'Too many scripts are running.' });
  }
  return new Promise((resolve) => {
    pool.waiting.push({ request, settle: resolve });
    dispatch(platform);
  });
};
