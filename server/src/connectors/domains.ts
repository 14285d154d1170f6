/** E-mail domains as connectors compare them: A-labels in lower case, exact, without subdomains. */
import { domainToASCII } from 'node:url';

/** The domain of an address as A-labels in lower case; undefined when there is none. */
const domainOf = (address: string): string | undefined => {
  const at = address.lastIndexOf('@');
  if (at < 1) return undefined;
  return domainToASCII(address.slice(at + 1).trim()) || undefined;
};

/** Whether an address lies in one of the domains. A subdomain does only when it is listed itself. */
export const coversAddress = (domains: readonly string[], address: string): boolean => {
  const domain = domainOf(address);
  return domain !== undefined && domains.includes(domain);
};
