/** What can be typed behind `genkan`: the options of all commands, and what is said of a slip. */
import { parseArgs } from 'node:util';

/** A command that cannot be run as it was typed. Its message is printed with a hint at --help; exit code 2. */
export class UsageError extends Error {}

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

export type Values = ReturnType<
  typeof parseArgs<{ options: typeof options; allowPositionals: true }>
>['values'];
type OptionName = keyof typeof options;

/** Refuses options that a command does not have, so that a slip never passes unnoticed. */
export const allowOnly = (values: Values, names: readonly OptionName[]): void => {
  for (const name of Object.keys(values) as OptionName[]) {
    if (!names.includes(name)) throw new UsageError(`this command has no option --${name}`);
  }
};

export const need = (value: string | undefined, name: OptionName): string => {
  if (value === undefined || value.trim() === '') throw new UsageError(`--${name} is missing`);
  return value.trim();
};

/** Reads options and command. Throws a UsageError for an option that no command has. */
export const readCommand = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
};
