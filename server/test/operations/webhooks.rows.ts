/** Webhooks, the export of the audit trail and its sink. */
import type { Rows, Stage } from './stage.ts';

/** Nobody listens there, and it may be called. */
const CLOSED = 'https://127.0.0.1:1/';
const UNAVAILABLE = 'PostSignInAdaptiveMfaTriggered';
const hook = async (stage: Stage) => {
  const body = { events: ['Scope.Deleted'], config: { url: CLOSED } };
  return { params: { id: (await stage.need('POST', '/api/hooks', body)).id as string } };
};
const SINK = '/api/configs/audit-sink';
const sink = { type: 'http', url: CLOSED };
const withSink = async (stage: Stage) => {
  await stage.need('PUT', SINK, sink);
  return {};
};
const elsewhere = { 404: () => ({ tenantId: 'admin' }) };

export const webhooksRows: Rows = {
  'GET /api/hooks': { good: () => ({}) },
  'POST /api/hooks': {
    good: () => ({ body: { events: ['Role.Created'], config: { url: CLOSED }, enabled: false } }),
    refused: { 422: () => ({ body: { events: [UNAVAILABLE], config: { url: CLOSED } } }) },
  },
  'GET /api/hooks/:id': { good: hook },
  'PATCH /api/hooks/:id': {
    good: async (stage) => ({ ...(await hook(stage)), body: { name: 'Renamed' } }),
    refused: { 422: () => ({ body: { config: { url: 'http://public.example/' } } }) },
  },
  'DELETE /api/hooks/:id': { good: hook, again: 404 },
  'PATCH /api/hooks/:id/signing-key': { good: hook },
  'GET /api/hooks/:id/recent-logs': { good: hook },
  'POST /api/hooks/:id/test': {
    good: async (stage) => ({
      ...(await hook(stage)),
      body: { events: ['Role.Created'], config: { url: `${stage.app.origin}/oidc/jwks` } },
    }),
    refused: { 422: () => ({ body: { events: ['Role.Created'], config: { url: CLOSED } } }) },
  },
  'GET /api/logs/export': { good: () => ({}) },
  'PUT /api/configs/audit-sink': {
    good: () => ({ body: sink }),
    refused: { 422: () => ({ body: { type: 'http', url: 'http://public.example/' } }) },
  },
  'GET /api/configs/audit-sink': { good: withSink, refused: elsewhere },
  'POST /api/configs/audit-sink/test': {
    good: withSink,
    refused: { ...elsewhere, 422: () => ({}) },
  },
  'DELETE /api/configs/audit-sink': { good: withSink, refused: elsewhere, again: 404 },
};
