/** Audit logs: the list with its filters, one event in full, and where the trail is streamed to. */
export { LogDetails as Details } from './log-details.tsx';
export { LogList as Page } from './log-list.tsx';
export { Streaming } from './streaming.tsx';
