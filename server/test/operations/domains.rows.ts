/** Custom domains. */
import { randomBytes } from 'node:crypto';
import type { Rows, Stage } from './stage.ts';

const claim = async (stage: Stage) => {
  const body = { domain: `${randomBytes(5).toString('hex')}.example` };
  return { params: { id: (await stage.need('POST', '/api/domains', body)).id as string } };
};

export const domainsRows: Rows = {
  'GET /api/domains': { good: () => ({}) },
  'POST /api/domains': {
    good: () => ({ body: { domain: 'operations.example' } }),
    refused: { 422: () => ({ body: { domain: 'co.jp' } }) },
  },
  'POST /api/domains/cleanup': {
    good: async (stage) => {
      await claim(stage);
      return { body: { staleDays: 0 } };
    },
  },
  'GET /api/domains/:id': { good: claim },
  'DELETE /api/domains/:id': { good: claim, again: 404 },
  'GET /api/domains/:id/verification-files': { good: claim },
  'PUT /api/domains/:id/verification-files': {
    good: async (stage) => ({
      ...(await claim(stage)),
      body: { verificationFiles: { 'security.txt': 'Contact: mailto:security@acme.example' } },
    }),
    refused: { 422: () => ({ body: { verificationFiles: { '../healthz': 'x' } } }) },
  },
};
