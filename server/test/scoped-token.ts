/** An access token of a machine that may do only some things on the Management API. */
import assert from 'node:assert/strict';
import { createId } from '../src/lib/ids.ts';
import type { TestApp } from './app.ts';

/** Makes a machine that holds these scopes of the Management API and answers its token. */
export const scopedToken = async (app: TestApp, names: readonly string[]): Promise<string> => {
  const need = async (method: string, path: string, body?: unknown) => {
    const answer = await app.management(method, path, body);
    assert.ok(answer.status < 300, JSON.stringify(answer.body));
    return answer.body;
  };
  const indicator = 'https://default.logto.app/api';
  const resources = await need('GET', '/api/resources?includeScopes=true&page_size=100');
  const { scopes } = resources.find((resource: { indicator: string }) => resource.indicator === indicator);
  const scopeIds = scopes
    .filter(({ name }: { name: string }) => names.includes(name))
    .map(({ id }: { id: string }) => id);
  const type = 'MachineToMachine';
  const name = `Machine ${createId()}`;
  const role = await need('POST', '/api/roles', { name, description: 'Made for a test', type, scopeIds });
  const machine = await need('POST', '/api/applications', { name, type });
  await need('POST', `/api/applications/${machine.id}/roles`, { roleIds: [role.id] });
  const response = await fetch(`${app.origin}/oidc/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: machine.id,
      client_secret: machine.secret,
      resource: indicator,
    }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
};
