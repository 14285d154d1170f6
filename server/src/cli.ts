/**
 * `npx --no genkan …`: administrators and clients without a browser. Works beside a running server on the same
 * database, which sees the change within a second, and before its first start.
 */
import { readCommand, UsageError } from './command-line.ts';
import { ConfigurationError, loadConfig } from './config.ts';
import { Refusal } from './lib/errors.ts';

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

/** Runs one command and answers what to print. Throws what `explain` puts into words. */
const run = async (args: readonly string[]): Promise<string> => {
  const { values, positionals } = readCommand(args);
  if (values.help || (positionals.length === 0 && args.length === 0)) return HELP;
  if (values.version) return `${loadConfig().version}\n`;
  // Help and slips need nothing of the server.
  const { COMMANDS } = await import('./commands.ts');
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
