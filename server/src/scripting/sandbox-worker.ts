/**
 * Runs tenants' scripts, one at a time, in QuickJS: an engine of its own in WebAssembly, in a thread of its own. A
 * script sees its argument and `fetch` (answered by the main thread, or refused there), nothing of the process (M-16).
 * Every job has a new runtime, so nothing stays behind from one to the next. The compiler that takes the types away runs
 * here too: a source that is nested too deeply breaks it for good, and the process must not lose its own.
 */
import { stripTypeScriptTypes } from 'node:module';
import { parentPort } from 'node:worker_threads';
import {
  newQuickJSWASMModuleFromVariant,
  type QuickJSContext,
  type QuickJSDeferredPromise,
  type QuickJSRuntime,
} from 'quickjs-emscripten-core';
import type { FetchAnswer, FromSandbox, Job, Outcome, ToSandbox } from './sandbox-messages.ts';

const MEMORY = 16 * 1024 * 1024;
const STACK = 256 * 1024;
const MAX_RESULT = 64 * 1024;
/** Requests of one run that are handed to the main thread, and their length: what is beyond costs it nothing. */
const MAX_FETCHES = 10;
const MAX_REQUEST = 256 * 1024;

/**
 * Around the script: the argument as JSON, the result as JSON, `api.denyAccess`. `denied` is kept by the host, so that
 * a script that catches its own refusal has refused all the same.
 */
const PRELUDE = `
globalThis.console = { log() {}, info() {}, warn() {}, error() {}, debug() {} };
globalThis.fetch = async (url, init = {}) => {
  const headers = init.headers ? Object.fromEntries(Object.entries(init.headers)) : {};
  const asked = { url: String(url), method: init.method ?? 'GET', headers, body: init.body ?? null };
  const { status, headers: sent, body } = JSON.parse(await __fetch(JSON.stringify(asked)));
  return {
    status,
    ok: status >= 200 && status < 300,
    headers: { get: (name) => sent[String(name).toLowerCase()] ?? null },
    text: async () => body,
    json: async () => JSON.parse(body),
  };
};
globalThis.__run = async (entry, input) => {
  const payload = JSON.parse(input);
  const api = { denyAccess: (message) => { throw __deny(message === undefined ? '' : String(message)); } };
  const result = await entry({ ...payload, api });
  return JSON.stringify(result === undefined ? null : result);
};`;

const port = parentPort;
if (!port) throw new Error('sandbox-worker runs as a worker');
const send = (message: FromSandbox): void => port.postMessage(message);

const quickjs = await newQuickJSWASMModuleFromVariant(import('@jitl/quickjs-wasmfile-release-sync'));
const answers = new Map<number, (answer: FetchAnswer) => void>();
let calls = 0;

/** Time the script may still compute; waiting for the network does not count here (the main thread bounds that). */
type Budget = { left: number; enteredAt: number };

const inGuest = <T>(budget: Budget, work: () => T): T => {
  budget.enteredAt = performance.now();
  try {
    return work();
  } finally {
    budget.left -= performance.now() - budget.enteredAt;
  }
};

const describe = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return String(error);
  const { name, message } = error as { name?: unknown; message?: unknown };
  return [name, message].filter((part) => typeof part === 'string' && part !== '').join(': ') || 'unknown';
};

const defineHost = (vm: QuickJSContext, runtime: QuickJSRuntime, budget: Budget, notes: Notes): void => {
  let asked = 0;
  const fetchHandle = vm.newFunction('__fetch', (given) => {
    calls += 1;
    asked += 1;
    const id = calls;
    const deferred = vm.newPromise();
    const request = asked > MAX_FETCHES ? undefined : vm.getString(given);
    if (request === undefined || request.length > MAX_REQUEST) {
      const refused = vm.newError('the script asks for too much');
      deferred.reject(refused);
      refused.dispose();
      return deferred.handle;
    }
    notes.unanswered.add(deferred);
    answers.set(id, (answer) => {
      notes.unanswered.delete(deferred);
      if (!vm.alive) return;
      const value = 'error' in answer ? vm.newError(answer.error) : vm.newString(JSON.stringify(answer));
      if ('error' in answer) deferred.reject(value);
      else deferred.resolve(value);
      value.dispose();
      inGuest(budget, () => runtime.executePendingJobs()).dispose?.();
    });
    send({ type: 'fetch', id, request });
    return deferred.handle;
  });
  const denyHandle = vm.newFunction('__deny', (message) => {
    notes.denied = vm.getString(message);
    return vm.newError('access denied');
  });
  vm.setProp(vm.global, '__fetch', fetchHandle);
  vm.setProp(vm.global, '__deny', denyHandle);
  fetchHandle.dispose();
  denyHandle.dispose();
};

/** What the host keeps of a run; a runtime is taken down only when nothing is `unanswered` any more. */
type Notes = { denied: string | undefined; readonly unanswered: Set<QuickJSDeferredPromise> };

/** Sources whose types were taken away, so that a token does not wait for it each time. */
const stripped = new Map<string, string>();
const MAX_STRIPPED = 50;

type Source = { code: string } | { error: string; isBroken: boolean };

/** Plain JavaScript of a source. `isBroken`: not the source alone has failed, but the compiler with it. */
const toJavaScript = (source: string): Source => {
  const known = stripped.get(source);
  if (known !== undefined) return { code: known };
  try {
    const code = stripTypeScriptTypes(source);
    if (stripped.size >= MAX_STRIPPED) stripped.clear();
    stripped.set(source, code);
    return { code };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isBroken = !/_TYPESCRIPT_SYNTAX$/.test(code ?? '');
    const reason = isBroken ? 'it cannot be read' : (message.split('\n')[0] ?? 'syntax error');
    return { error: reason, isBroken };
  }
};

const failure = (error: unknown, budget: Budget): Outcome => ({
  type: 'error',
  message: budget.left <= 0 ? 'The script took too long.' : describe(error),
});

const execute = async (
  vm: QuickJSContext,
  runtime: QuickJSRuntime,
  notes: Notes,
  { job, script }: { job: Job; script: string },
): Promise<Outcome> => {
  const budget: Budget = { left: job.milliseconds, enteredAt: performance.now() };
  runtime.setInterruptHandler(() => performance.now() - budget.enteredAt > budget.left);
  defineHost(vm, runtime, budget, notes);
  for (const code of [PRELUDE, script]) {
    const loaded = inGuest(budget, () => vm.evalCode(code, 'script.js'));
    if (loaded.error) {
      const error: unknown = vm.dump(loaded.error);
      loaded.error.dispose();
      return failure(error, budget);
    }
    loaded.value.dispose();
  }
  const input = JSON.stringify(job.input);
  const started = inGuest(budget, () =>
    vm.evalCode(
      `typeof ${job.entry} === 'function' ? ${job.checkOnly ? 'null' : `__run(${job.entry}, ${JSON.stringify(input)})`} : undefined`,
      'entry.js',
    ),
  );
  if (started.error) {
    const error: unknown = vm.dump(started.error);
    started.error.dispose();
    return failure(error, budget);
  }
  const promise = started.value;
  if (vm.typeof(promise) === 'undefined') {
    promise.dispose();
    return { type: 'error', message: `The script does not define the function ${job.entry}.` };
  }
  if (job.checkOnly) {
    promise.dispose();
    return { type: 'value', value: null };
  }
  const settled = vm.resolvePromise(promise);
  promise.dispose();
  inGuest(budget, () => runtime.executePendingJobs()).dispose?.();
  const result = await settled;
  if (notes.denied !== undefined) {
    (result.error ?? result.value).dispose();
    return { type: 'denied', message: notes.denied };
  }
  if (result.error) {
    const error: unknown = vm.dump(result.error);
    result.error.dispose();
    return failure(error, budget);
  }
  const text = vm.getString(result.value);
  result.value.dispose();
  if (text.length > MAX_RESULT) return { type: 'error', message: 'The result is too large.' };
  return { type: 'value', value: JSON.parse(text) as unknown };
};

const run = async (job: Job): Promise<Outcome> => {
  const source = toJavaScript(job.script);
  if ('error' in source) {
    if (source.isBroken) send({ type: 'spent', message: source.error });
    return { type: 'error', message: source.error, isNoScript: true };
  }
  const runtime = quickjs.newRuntime();
  runtime.setMemoryLimit(MEMORY);
  runtime.setMaxStackSize(STACK);
  const vm = runtime.newContext();
  const notes: Notes = { denied: undefined, unanswered: new Set() };
  try {
    return await execute(vm, runtime, notes, { job, script: source.code });
  } catch (error) {
    return { type: 'error', message: error instanceof Error ? error.message : String(error) };
  } finally {
    // A runtime whose memory ran out may refuse to be taken down; the thread is replaced then.
    try {
      for (const deferred of notes.unanswered) deferred.dispose();
      vm.dispose();
      runtime.dispose();
    } catch {
      send({ type: 'spent', message: 'The script used too much memory.' });
    }
  }
};

port.on('message', async (message: ToSandbox) => {
  if (message.type === 'fetched') {
    const answer = answers.get(message.id);
    answers.delete(message.id);
    answer?.(message.answer);
    return;
  }
  answers.clear();
  send({ type: 'done', outcome: await run(message.job) });
});
send({ type: 'ready' });
