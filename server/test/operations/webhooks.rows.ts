/** Webhooks, the export of the audit trail and its sink. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Rows, Stage } from './stage.ts';

/** Nobody listens there, and it may be called. */
const CLOSED = 'https://127.0.0.1:1/';
const UNAVAILABLE = 'PostSignInAdaptiveMfaTriggered';
const hook = async (stage: Stage) => {
  const body = { events: ['Scope.Deleted'], config: { url: CLOSED } };
  return { params: { id: (await stage.need('POST', '/api/hooks', body)).id as string } };
};
/** Somebody who takes everything, but as many tests of a sink as `refusing` says. */
const listener = { url: '', refusing: 0 };
const listening = async (): Promise<string> => {
  if (listener.url) return listener.url;
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const refuses = listener.refusing > 0 && text.includes('AuditSink.Test');
      if (refuses) listener.refusing -= 1;
      response.writeHead(refuses ? 500 : 200, { connection: 'close' }).end();
    });
  }).unref();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  listener.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return listener.url;
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
      body: { events: ['Role.Created'], config: { url: await listening() } },
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
    good: async (stage) => {
      await stage.need('PUT', SINK, { type: 'http', url: await listening() });
      return {};
    },
    refused: {
      ...elsewhere,
      422: () => {
        listener.refusing = 1;
        return {};
      },
    },
  },
  'DELETE /api/configs/audit-sink': { good: withSink, refused: elsewhere, again: 404 },
};
