/** Pushed requests, DPoP proofs, client assertions and what applications say of their keys. */
import type { Migration } from '../migrate.ts';

export const authorizationRequests: Migration = {
  number: 2,
  name: 'authorization-requests',
  oldestServer: '0.1.0',
  statements: `
`,
};
