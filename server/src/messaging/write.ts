/**
 * What a message says: the tenant's template of the exact language, else of its fallback language, else its `Generic`
 * one in that language, else the server's own.
 */
import type { OutgoingMessage } from '../connectors/index.ts';
import type { Queries } from '../db/index.ts';
import { fill, fillLine, type Variables } from '../lib/template.ts';
import { BUILT_IN_TEMPLATES } from './built-in-templates.ts';
import type { Channel, MessageKind, MessageLanguage } from './kinds.ts';
import { fallbackLanguage, findTemplates, type TemplateRow } from './templates.store.ts';

/** A text ready to be sent. */
export type WrittenText = Pick<
  OutgoingMessage,
  'subject' | 'content' | 'contentType' | 'isBuiltIn' | 'replyTo' | 'sendFrom'
>;

const builtInLanguage = (tags: readonly string[]): MessageLanguage => {
  const known = tags
    .map((tag) => tag.toLowerCase().split('-')[0])
    .find((tag) => tag === 'en' || tag === 'ja');
  return known === 'ja' ? 'ja' : 'en';
};

const canonical = (tag: string): string => {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? 'en';
  } catch {
    return 'en';
  }
};

const fromTenant = ({ details }: TemplateRow, variables: Variables): WrittenText => {
  const { subject, content, contentType, replyTo, sendFrom } = details as Record<string, string | undefined>;
  const isHtml = contentType !== 'text/plain';
  return {
    subject: fillLine(subject ?? '', variables),
    content: fill(content ?? '', variables, isHtml ? 'html' : 'text'),
    contentType: isHtml ? 'text/html' : 'text/plain',
    isBuiltIn: false,
    ...(replyTo === undefined ? {} : { replyTo: fillLine(replyTo, variables) }),
    ...(sendFrom === undefined ? {} : { sendFrom: fillLine(sendFrom, variables) }),
  };
};

/** Writes a message of a kind in a language. Templates of tenants are for e-mail. */
export const writeText = async (
  db: Queries,
  tenantId: string,
  message: { channel: Channel; template: MessageKind; language: string; variables: Variables },
): Promise<WrittenText> => {
  const { channel, template, variables } = message;
  const language = canonical(message.language);
  const fallback = await fallbackLanguage(db, tenantId);
  if (channel === 'email') {
    const found = await findTemplates(db, tenantId, [language, fallback], [template, 'Generic']);
    const of = (tag: string, kind: MessageKind) =>
      found.find(({ languageTag, templateType }) => languageTag === tag && templateType === kind);
    const row = of(language, template) ?? of(fallback, template) ?? of(fallback, 'Generic');
    if (row) return fromTenant(row, variables);
  }
  const text = BUILT_IN_TEMPLATES[template][builtInLanguage([language, fallback])];
  return {
    subject: channel === 'email' ? fillLine(text.subject, variables) : '',
    content: fill(channel === 'email' ? text.content : text.sms, variables, 'text'),
    contentType: 'text/plain',
    isBuiltIn: true,
  };
};
