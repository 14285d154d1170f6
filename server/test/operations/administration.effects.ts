import assert from 'node:assert/strict';
import { PASSWORD, signIn } from '../sign-in.ts';
import { makeAdministrator } from './administration.rows.ts';
import { type Effects, type Fields, together } from './effects.ts';
import type { Body } from './recorder.ts';
import type { Stage } from './stage.ts';

const here = { tenantId: 'admin' };
const CREATE = 'POST /api/administrators';
const LIST = 'GET /api/administrators';
const INVITE = 'POST /api/administrator-invitations';
const NEW_ROLE = 'POST /api/administrator-roles';
const ROLE = 'PATCH /api/administrator-roles/:id';
const PUT_ROLE = 'PUT /api/administrators/:id/tenants/:tenantId';
const NEW_TENANT = 'POST /api/tenants';
const TENANT = 'PATCH /api/tenants/:id';
const headers = { 'x-genkan-console': '1' };

/** What the console tells an administrator of themselves. */
const sessionOf = async (stage: Stage, username: string): Promise<Body> => {
  const browser = stage.app.browser('admin');
  await signIn(stage.app, browser, username, PASSWORD, 'admin');
  return (await browser.send('/console/api/session', { headers })).json;
};

const create = async (stage: Stage): Promise<void> => {
  const username = stage.unique('admin');
  const tenants = [{ tenantId: 'default', role: 'read-only' }];
  const body = { username, password: PASSWORD, name: 'Hanako', tenants };
  await stage.call(CREATE, { ...here, body }, 201);
  const session = await sessionOf(stage, username);
  assert.equal(session.administrator.name, 'Hanako');
  assert.deepEqual(
    session.tenants.map(({ id, role }: Body) => [id, role]),
    [['default', 'read-only']],
  );
};

const inviteSomebody = async (stage: Stage): Promise<void> => {
  const tenants = [{ tenantId: 'default', role: 'admin' }];
  const { body } = await stage.call(INVITE, { ...here, body: { name: 'Jiro', tenants } }, 201);
  const token = new URL(body.link).hash.replace('#token=', '');
  const username = stage.unique('invited');
  const browser = stage.app.browser('admin');
  const accept = () =>
    browser.send('/console/api/set-up', {
      method: 'POST',
      headers,
      json: { token, username, password: PASSWORD },
    });
  assert.equal((await accept()).status, 201);
  const session = await sessionOf(stage, username);
  assert.equal(session.administrator.name, 'Jiro');
  assert.deepEqual(
    session.tenants.map(({ id, role }: Body) => [id, role]),
    [['default', 'admin']],
  );
};

const role = async (stage: Stage): Promise<void> => {
  const name = stage.unique('role');
  const made = await stage.call(
    NEW_ROLE,
    { ...here, body: { name, description: 'Reads', scopes: ['users:read'] } },
    201,
  );
  const patch = async (body: Fields) =>
    (await stage.call(ROLE, { ...here, params: { id: made.body.id }, body }, 200)).body;
  assert.deepEqual(
    [made.body.name, made.body.description, made.body.scopes],
    [name, 'Reads', ['users:read']],
  );
  assert.equal((await patch({ name: `${name}2` })).name, `${name}2`);
  assert.equal((await patch({ description: null })).description, null);
  assert.deepEqual((await patch({ scopes: ['roles:read'] })).scopes, ['roles:read']);
};

const tenant = async (stage: Stage): Promise<void> => {
  const id = stage.unique('t').replace('_', '-');
  const origin = `https://${id}.example`;
  await stage.call(NEW_TENANT, { ...here, body: { id, name: 'Acme', origin } }, 201);
  const listed = await stage.need('GET', '/api/tenants', undefined, 'admin');
  assert.deepEqual(
    listed.filter((one: Body) => one.id === id).map((one: Body) => [one.name, one.origin]),
    [['Acme', origin]],
  );
  const moved = { name: 'Acme 2', origin: `https://moved-${id}.example` };
  const changed = await stage.call(TENANT, { ...here, params: { id }, body: moved }, 200);
  assert.deepEqual([changed.body.name, changed.body.origin], [moved.name, moved.origin]);
};

export const administrationEffects: Effects = {
  [CREATE]: together(['username', 'password', 'name', 'tenants[].tenantId', 'tenants[].role'], create),
  [INVITE]: together(['name', 'tenants[].tenantId', 'tenants[].role'], inviteSomebody),
  [NEW_ROLE]: together(['name', 'description', 'scopes'], role),
  [ROLE]: together(['name', 'description', 'scopes'], role),
  [PUT_ROLE]: {
    role: async (stage) => {
      const id = await makeAdministrator(stage);
      const params = { id, tenantId: 'default' };
      const { body } = await stage.call(PUT_ROLE, { ...here, params, body: { role: 'admin' } }, 200);
      assert.deepEqual(body.tenants, [{ tenantId: 'default', role: 'admin' }]);
    },
  },
  [NEW_TENANT]: together(['id', 'name', 'origin'], tenant),
  [TENANT]: together(['name', 'origin'], tenant),
  [LIST]: together(['?page', '?page_size'], async (stage) => {
    await makeAdministrator(stage);
    const last = await makeAdministrator(stage);
    const page = async (number: number) =>
      (await stage.call(LIST, { ...here, query: `page=${number}&page_size=1` }, 200)).body;
    assert.deepEqual(
      (await page(1)).map(({ id }: Body) => id),
      [last],
    );
    assert.notEqual((await page(2))[0].id, last);
  }),
};
