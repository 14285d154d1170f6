/** Sends messages. Adding a transport is one file and one line in TRANSPORTS. */
import type { Transaction } from '../db/index.ts';
import type { Context } from '../platform.ts';
import { developmentInbox } from './development-inbox.ts';
import { type MessageKind, type MessageLanguage, writeCodeMessage } from './templates.ts';
import type { Transport } from './transport.ts';

/** Every transport; the first one is used. */
const TRANSPORTS: readonly [Transport, ...Transport[]] = [developmentInbox];

/** Sends a code to an address, in the caller's transaction. */
export const sendCode = (
  tx: Transaction,
  context: Context,
  message: { recipient: string; kind: MessageKind; language: MessageLanguage; code: string; minutes: number },
): Promise<void> => {
  const { recipient, kind, language, code, minutes } = message;
  const text = writeCodeMessage(context.tenant, language, kind, { code, minutes });
  return TRANSPORTS[0].accept(tx, context, { recipient, kind, code, ...text });
};
