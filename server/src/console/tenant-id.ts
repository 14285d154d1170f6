/** Ids of tenants: parts of host names, cookies and API indicators, so lower-case letters, digits and hyphens. */
import { randomInt } from 'node:crypto';

const LETTERS = 'abcdefghijkmnpqrstuvwxyz';
const SIGNS = `${LETTERS}23456789`;
const LENGTH = 10;

/** What an operator may choose. */
export const TENANT_ID = /^[a-z][a-z0-9-]{1,19}[a-z0-9]$/;

/** A new id. */
export const createTenantId = (): string =>
  Array.from({ length: LENGTH }, (_, index) => {
    const from = index === 0 ? LETTERS : SIGNS;
    return from[randomInt(from.length)];
  }).join('');
