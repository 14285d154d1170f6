/**
 * Refusals: every error code of the API is defined once, by the folder that owns it, with its HTTP status and
 * its English sentence. The HTTP layer turns a Refusal into `{code, message, data?}` and nothing else leaks.
 */

/** A request that was understood and refused. `status` is the HTTP status, `code` the contract's error code. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly data: unknown;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    code: string,
    message: string,
    options: { data?: unknown; headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.data = options.data;
    this.headers = options.headers ?? {};
  }
}

type Definitions = Record<string, readonly [status: number, message: string]>;

const registry = new Map<string, { status: number; message: string }>();

/**
 * Defines error codes and returns the function that makes a Refusal of one of them. `{name}` in a message is
 * replaced by `data.name`. Throws when a code is defined twice.
 */
export const defineErrors = <const D extends Definitions>(definitions: D) => {
  for (const [code, [status, message]] of Object.entries(definitions)) {
    if (registry.has(code)) throw new Error(`error code ${code} is defined twice`);
    registry.set(code, { status, message });
  }
  return (
    code: keyof D & string,
    data?: Record<string, unknown>,
    options: { headers?: Record<string, string>; cause?: unknown } = {},
  ): Refusal => {
    const [status, message] = definitions[code] as readonly [number, string];
    const text = message.replace(/\{(\w+)\}(\.$)?/g, (_, name: string, stop = '') => {
      const value = String(data?.[name] ?? '');
      // A reason that is a sentence of its own brings its full stop along.
      return /[.!?]$/.test(value) ? value : `${value}${stop}`;
    });
    return new Refusal(status, code, text, { data, ...options });
  };
};

/** Every defined code, sorted: the source of the error reference page. */
export const listErrorCodes = (): { code: string; status: number; message: string }[] =>
  [...registry].map(([code, entry]) => ({ code, ...entry })).sort((a, b) => a.code.localeCompare(b.code));
