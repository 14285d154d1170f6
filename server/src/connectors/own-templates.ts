/** Templates inside a connector's settings: used where the tenant has written none of its own. */
import { z } from 'zod';
import { fill, fillLine } from '../lib/template.ts';
import type { OutgoingMessage } from './factory.ts';

const templateSchema = z.strictObject({
  usageType: z.string().min(1).max(64),
  contentType: z.enum(['text/plain', 'text/html']).default('text/plain'),
  subject: z.string().max(500),
  content: z.string().max(50_000),
});

export const ownTemplates = z
  .array(templateSchema)
  .max(50)
  .optional()
  .describe(
    'Templates by kind of message (usageType), used where the tenant has no template of its own. {{code}} and other variables are filled in.',
  );

type Text = Pick<OutgoingMessage, 'subject' | 'content' | 'contentType'>;

/** The text to send: the tenant's own, else the connector's for this kind, else its `Generic` one, else the server's. */
export const textOf = (templates: z.infer<typeof ownTemplates>, message: OutgoingMessage): Text => {
  const found =
    templates?.find(({ usageType }) => usageType === message.type) ??
    templates?.find(({ usageType }) => usageType === 'Generic');
  if (!message.isBuiltIn || !found) return message;
  const { contentType } = found;
  return {
    contentType,
    subject: fillLine(found.subject, message.variables),
    content: fill(found.content, message.variables, contentType === 'text/html' ? 'html' : 'text'),
  };
};
