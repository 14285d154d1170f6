/** Drives one task from several connections for a bounded time and reports the rate and the latencies. */
import { openConnection } from './client.mjs';

/**
 * Runs `task(connection, worker)` in a loop on each connection. A task checks its own answer and throws when it is not
 * the expected one: the first such error ends the run, so that no figure stands on refusals. `served` counts the
 * warm-up too, `requests` does not.
 */
export async function load({ port, connections = 32, seconds = 5, warmup = 1, task }) {
  const open = Array.from({ length: connections }, () => openConnection(port));
  const latencies = [];
  let served = 0;
  let counting = false;
  let running = true;
  let failure;
  const began = performance.now();
  const worker = async (connection, index) => {
    while (running && !failure) {
      const start = performance.now();
      try {
        await task(connection, index);
      } catch (error) {
        failure ??= error;
        return;
      }
      served += 1;
      if (counting && running) latencies.push(performance.now() - start);
    }
  };
  const workers = open.map(worker);
  let from = began;
  const timers = [
    setTimeout(() => {
      counting = true;
      from = performance.now();
    }, warmup * 1000),
    setTimeout(
      () => {
        running = false;
      },
      (warmup + seconds) * 1000,
    ),
  ];
  await Promise.all(workers);
  const elapsed = (Math.min(performance.now(), began + (warmup + seconds) * 1000) - from) / 1000;
  for (const timer of timers) clearTimeout(timer);
  for (const connection of open) connection.close();
  if (failure) throw failure;
  latencies.sort((a, b) => a - b);
  const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  return {
    served,
    requests: latencies.length,
    perSecond: latencies.length / elapsed,
    p50: at(0.5),
    p99: at(0.99),
  };
}
