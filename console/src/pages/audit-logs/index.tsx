/** Audit logs: the list with its filters, and one event in full. */
export { LogDetails as Details } from './log-details.tsx';
export { LogList as Page } from './log-list.tsx';
