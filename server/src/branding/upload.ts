/** The one file of a multipart body, bounded. */
import type { Incoming } from '../http/index.ts';
import type { Refusal } from '../lib/errors.ts';

/** What multipart adds around the file. */
const ENVELOPE = 4096;

/** Bytes that the body of an upload may have when its file has `maxBytes`. */
export const uploadLimit = (maxBytes: number): number => maxBytes + ENVELOPE;

/** The bytes of the part `file`. Throws `missing` where there is none and `tooLarge` beyond `maxBytes`. */
export const readUpload = async (
  incoming: Incoming,
  maxBytes: number,
  refusals: { missing: (cause?: unknown) => Refusal; tooLarge: () => Refusal },
): Promise<Uint8Array<ArrayBuffer>> => {
  const type = incoming.header('content-type') ?? '';
  if (!/^multipart\/form-data\b/i.test(type)) throw refusals.missing();
  const bytes = await incoming.bytes(uploadLimit(maxBytes));
  const form = await new Response(bytes, { headers: { 'content-type': type } })
    .formData()
    .catch((cause: unknown) => {
      throw refusals.missing(cause);
    });
  const file = form.get('file');
  if (!(file instanceof File)) throw refusals.missing();
  if (file.size > maxBytes) throw refusals.tooLarge();
  return new Uint8Array(await file.arrayBuffer());
};
