/** Hosts of addresses that are made for one message and thrown away. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
let domains: ReadonlySet<string> | undefined;

/** Whether a domain, or one that it lies under, is on the list of hosts of throw-away addresses. */
export const isDisposableMail = (domain: string): boolean => {
  const { disposableEmailBlocklistSet } = require('disposable-email-domains-js') as {
    disposableEmailBlocklistSet: () => Set<string>;
  };
  domains ??= disposableEmailBlocklistSet();
  const labels = domain.split('.');
  return labels.some((_, index) => domains?.has(labels.slice(index).join('.')) ?? false);
};
