/** Fills variables into a template. There is nothing to execute: a variable is its name, and its value is only text. */

const VARIABLE = /\{\{\s*([\w.-]{1,64})\s*\}\}/g;

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

/** Control characters that could end a line of a header or change what a reader sees; line breaks stay in texts. */
const clean = (text: string): string =>
  text.replace(/[^\P{Cc}\n\t]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '');

export type Variables = Readonly<Record<string, string>>;

/**
 * The template with the values of its variables, `{{user.name}}` by its whole name. A variable without a value
 * becomes nothing. Values are not read again, and in HTML they are escaped: a name that somebody gave themself is
 * never markup in somebody else's mail.
 */
export const fill = (template: string, variables: Variables, as: 'text' | 'html'): string =>
  template.replace(VARIABLE, (_, name: string) => {
    const value = clean(Object.hasOwn(variables, name) ? String(variables[name]) : '');
    return as === 'html' ? escapeHtml(value) : value;
  });

/** The same for a subject: one line, whatever the values hold (no header can be added). */
export const fillLine = (template: string, variables: Variables): string =>
  fill(template, variables, 'text').replace(/\s+/g, ' ').trim().slice(0, 500);
