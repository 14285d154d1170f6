import { isLoopback } from '../../components/list-input.tsx';

/** Whether the text is an address that the server may be sent to: https, or plain http on this machine. */
export const isWebAddress = (text: string): boolean => {
  const address = text.trim();
  if (!URL.canParse(address) || address.includes('#')) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
};
