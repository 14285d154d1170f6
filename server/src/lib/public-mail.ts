/** Mail providers open to everybody. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
let domains: ReadonlySet<string> | undefined;

/** Whether a domain is a public mail provider's: whoever has an account there is not a company's employee. */
export const isPublicMail = (domain: string): boolean => {
  domains ??= new Set(require('email-providers/all.json') as string[]);
  return domains.has(domain);
};
