/**
 * How a delivery proves where it comes from. `logto-signature-sha-256` is the wire contract's: HMAC-SHA-256 of the raw
 * body, in hex. It says nothing of when, so a copy could be sent again; the three `webhook-` headers (as the Standard
 * Webhooks specification has them) sign id, time and body together: receivers refuse what is old or known (M-17).
 */
import { createHmac } from 'node:crypto';

const hmac = (key: string, value: string) => createHmac('sha256', key).update(value);

/** The headers of one attempt. `previousKey` signs beside the new one for a day, so that no delivery is refused while receivers change over. */
export const signatureHeaders = (
  keys: { key: string; previousKey?: string | undefined },
  delivery: { id: string; sentAt: number; body: string },
): Record<string, string> => {
  const timestamp = String(Math.floor(delivery.sentAt / 1000));
  const signed = `${delivery.id}.${timestamp}.${delivery.body}`;
  const signatures = [keys.key, ...(keys.previousKey ? [keys.previousKey] : [])].map(
    (key) => `v1,${hmac(key, signed).digest('base64')}`,
  );
  return {
    'logto-signature-sha-256': hmac(keys.key, delivery.body).digest('hex'),
    'webhook-id': delivery.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
};
