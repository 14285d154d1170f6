/** `npm start`: reads the settings, starts the server, says where it listens, ends cleanly on SIGTERM and SIGINT. */
import { setFlagsFromString } from 'node:v8';

// The old heap may grow by a fifth between collections, not several times over: after load the server keeps about
// 200 MB instead of 300, for no processor time that bench/ can tell.
setFlagsFromString('--heap-growing-percent=20');

const { ConfigurationError, loadConfig } = await import('./config.ts');
const { startServer } = await import('./app.ts');

const fail = (message: string): never => {
  process.stderr.write(`genkan: ${message}\n`);
  process.exit(1);
};

try {
  const server = await startServer(loadConfig());
  const { endpoint, adminEndpoint } = server.platform.config;
  process.stdout.write(`Genkan ${server.platform.config.version}\n`);
  process.stdout.write(`  Sign-in and API  ${endpoint}\n`);
  process.stdout.write(`  Console          ${adminEndpoint}/console\n`);
  if (server.setupLink) {
    process.stdout.write(
      `\nNo administrator exists yet. Create the first one within 24 hours:\n  ${server.setupLink}\n`,
    );
  }
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    server.close().then(
      () => process.exit(0),
      (error: unknown) => fail(`stopping failed: ${error}`),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
} catch (error) {
  if (error instanceof ConfigurationError) fail(error.message);
  else throw error;
}
