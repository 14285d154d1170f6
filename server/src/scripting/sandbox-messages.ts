/** What the main thread and the sandbox say to each other. */

/** One run of a script. */
export type Job = {
  /** JavaScript, with TypeScript's types or without; what it declares on its top level is found by name. */
  script: string;
  /** Name of the function that is called with the input. An identifier of ours, never a caller's text. */
  entry: string;
  /** The function's argument, as JSON can say it. */
  input: Record<string, unknown>;
  /** Milliseconds it may compute. */
  milliseconds: number;
  /** Only load the script and look for the function. */
  checkOnly?: boolean;
};

/** How a run ended: with a value, with the script's own refusal, or with an error. */
export type Outcome =
  | { type: 'value'; value: unknown }
  | { type: 'denied'; message: string }
  | { type: 'error'; message: string; isNoScript?: true };

export type FetchAnswer =
  | { status: number; headers: Record<string, string>; body: string }
  | { error: string };

export type ToSandbox = { type: 'run'; job: Job } | { type: 'fetched'; id: number; answer: FetchAnswer };

export type FromSandbox =
  | { type: 'ready' }
  | { type: 'done'; outcome: Outcome }
  | { type: 'fetch'; id: number; request: string }
  /** The thread is good for nothing more; the run ends with the message. */
  | { type: 'spent'; message: string };
