/** Query parameters: pages and searches of every list, filters, and what is shown only when asked for. */
import assert from 'node:assert/strict';
import { authorizeUrl, createClient, redeem, signedIn, userinfo } from '../spec/world.ts';
import { type Effect, type Effects, together } from './effects.ts';
import type { Body, Operation } from './recorder.ts';
import type { Stage } from './stage.ts';

/** A list with two rows at least; `search` is what one of them alone answers to. */
type List = { params?: Record<string, string>; search?: string };
type Fill = (stage: Stage) => Promise<List>;

const get = async (stage: Stage, operation: Operation, query: string, params = {}): Promise<Body> =>
  (await stage.call(operation, { params, query }, 200)).body;
const ids = (rows: Body[]): string[] => rows.map(({ id }) => id);

const twice = async <T>(make: () => Promise<T>): Promise<[T, T]> => [await make(), await make()];
const two =
  (make: (stage: Stage) => Promise<Body>, name = 'name'): Fill =>
  async (stage) => ({ search: (await twice(() => make(stage)))[1][name] });

const LISTS: Partial<Record<Operation, Fill>> = {
  'GET /api/applications': two(({ make }) => make.application()),
  'GET /api/resources': two(({ make }) => make.resource()),
  'GET /api/resources/:resourceId/scopes': async ({ make, need, unique }) => {
    const { id: resourceId } = await make.resource();
    const path = `/api/resources/${resourceId}/scopes`;
    const [, { name }] = await twice(() => need('POST', path, { name: unique('read') }));
    return { params: { resourceId }, search: name };
  },
  'GET /api/roles': two(({ make }) => make.role()),
  'GET /api/roles/:id/scopes': async ({ make }) => {
    const [first, second] = await twice(make.scope);
    const { id } = await make.role('User', { scopeIds: [first.id, second.id] });
    return { params: { id }, search: second.name };
  },
  'GET /api/roles/:id/users': async ({ make, need }) => {
    const [first, second] = await twice(make.user);
    const { id } = await make.role();
    await need('POST', `/api/roles/${id}/users`, { userIds: [first.id, second.id] });
    return { params: { id }, search: second.username };
  },
  'GET /api/roles/:id/applications': async ({ make, need }) => {
    const [first, second] = await twice(() => make.application('MachineToMachine'));
    const { id } = await make.role('MachineToMachine');
    await need('POST', `/api/roles/${id}/applications`, { applicationIds: [first.id, second.id] });
    return { params: { id }, search: second.name };
  },
  'GET /api/users/:userId/roles': async ({ make, need }) => {
    const [first, second] = await twice(() => make.role());
    const { id: userId } = await make.user();
    await need('POST', `/api/users/${userId}/roles`, { roleIds: [first.id, second.id] });
    return { params: { userId }, search: second.name };
  },
  'GET /api/applications/:applicationId/roles': async ({ make, need }) => {
    const [first, second] = await twice(() => make.role('MachineToMachine'));
    const { id: applicationId } = await make.application('MachineToMachine');
    await need('POST', `/api/applications/${applicationId}/roles`, { roleIds: [first.id, second.id] });
    return { params: { applicationId }, search: second.name };
  },
  'GET /api/organizations': two(({ make }) => make.organization()),
  'GET /api/organizations/:id/users': async ({ make, need }) => {
    const { id } = await make.member();
    const { id: userId, username } = await make.user();
    await need('POST', `/api/organizations/${id}/users`, { userIds: [userId] });
    return { params: { id }, search: username };
  },
  'GET /api/organizations/:id/users/:userId/roles': async ({ make, need }) => {
    const params = await make.member();
    const [first, second] = await twice(() => make.organizationRole());
    const organizationRoleIds = [first.id, second.id];
    await need('POST', `/api/organizations/${params.id}/users/${params.userId}/roles`, {
      organizationRoleIds,
    });
    return { params };
  },
  'GET /api/organization-roles': two(({ make }) => make.organizationRole()),
  'GET /api/organization-roles/:id/scopes': async ({ make }) => {
    const [first, second] = await twice(make.organizationScope);
    const { id } = await make.organizationRole({ organizationScopeIds: [first.id, second.id] });
    return { params: { id } };
  },
  'GET /api/organization-roles/:id/resource-scopes': async ({ make }) => {
    const [first, second] = await twice(make.scope);
    const { id } = await make.organizationRole({ resourceScopeIds: [first.id, second.id] });
    return { params: { id } };
  },
  'GET /api/organization-scopes': two(({ make }) => make.organizationScope()),
  'GET /api/users': two(({ make }) => make.user(), 'username'),
  'GET /api/sso-connectors': two(({ make }) => make.connector()),
  'GET /api/development-inbox': async (stage) => {
    for (const address of ['one@mail.example', 'two@mail.example']) {
      const identifier = { type: 'email', value: address };
      const request = { interactionEvent: 'Register', identifier };
      const browser = await stage.begun('Register');
      await browser.post('/api/experience/verification/verification-code', request);
    }
    return {};
  },
  'GET /api/logs': two(({ make }) => make.user()),
};

/** Two pages of a list are different rows. */
export const pages =
  (operation: Operation, fill: Fill): Effect =>
  async (stage) => {
    const { params = {} } = await fill(stage);
    // One token for both pages: to get another would be a new row of the audit trail.
    const token = await stage.app.managementToken();
    const page = async (number: number) => {
      const request = { params, token, query: `page=${number}&page_size=1` };
      const { headers, body } = await stage.call(operation, request, 200);
      assert.equal(body.length, 1);
      assert.ok(Number(headers.get('total-number')) >= 2);
      return JSON.stringify(body[0]);
    };
    assert.notEqual(await page(1), await page(2));
    assert.equal((await get(stage, operation, 'page_size=2', params)).length, 2);
  };
/** A search answers the one row it names. */
export const search =
  (operation: Operation, fill: Fill, name: string): Effect =>
  async (stage) => {
    const { params, search: text } = await fill(stage);
    assert.equal((await get(stage, operation, `${name}=${text}`, params)).length, 1);
  };

/** A filter answers `found` and not `other`. */
export const filters = (
  operation: Operation,
  make: (stage: Stage) => Promise<{ query: string; found: string; other: string; params?: Body }>,
): Effect => {
  return async (stage) => {
    const { query, found, other, params } = await make(stage);
    const rows = ids(await get(stage, operation, `page_size=100&${query}`, params));
    assert.ok(rows.includes(found) && !rows.includes(other), `${operation} ${query}`);
  };
};
/** A member of the answer is there only when asked for. */
const shows = (operation: Operation, name: string, member: string, make: Fill): Effect => {
  return async (stage) => {
    const { params } = await make(stage);
    const first = (body: Body) => (Array.isArray(body) ? body[0] : (body.ssoIdentities?.[0] ?? body));
    assert.ok(member in first(await get(stage, operation, `${name}=true`, params)));
    assert.ok(!(member in first(await get(stage, operation, `${name}=false`, params))));
  };
};

const identified = async (stage: Stage) => {
  const connector = await stage.make.connector();
  const { userId } = await stage.account(connector);
  return { params: { userId, ssoConnectorId: connector.id as string } };
};
const owner = async (stage: Stage) => ({ params: { userId: (await identified(stage)).params.userId } });

const APPLICATIONS = 'GET /api/applications';
const ROLES = 'GET /api/roles';
const LOGS = 'GET /api/logs';

const applicationFilters: Record<string, Effect> = {
  '?types': filters(APPLICATIONS, async ({ make }) => {
    const [found, other] = [await make.application('SPA'), await make.application('Native')];
    return { query: 'types=SPA', found: found.id, other: other.id };
  }),
  '?isThirdParty': async (stage) => {
    const { id } = await stage.need('POST', '/api/applications', {
      name: stage.unique(),
      type: 'SPA',
      isThirdParty: true,
    });
    const idsOf = async (flag: boolean) =>
      (await get(stage, APPLICATIONS, `isThirdParty=${flag}&page_size=100`)).map((one: Body) => one.id);
    assert.ok((await idsOf(true)).includes(id));
    assert.ok(!(await idsOf(false)).includes(id));
  },
  '?excludeRoleId': filters(APPLICATIONS, async ({ make, need }) => {
    const [found, other] = await twice(() => make.application('MachineToMachine'));
    const { id } = await make.role('MachineToMachine');
    await need('POST', `/api/roles/${id}/applications`, { applicationIds: [other.id] });
    return {
      query: `excludeRoleId=${id}&search=${found.name.slice(0, 4)}`,
      found: found.id,
      other: other.id,
    };
  }),
  '?excludeOrganizationId': filters(APPLICATIONS, async ({ make, need }) => {
    const [found, other] = await twice(() => make.application('MachineToMachine'));
    const { id } = await make.organization();
    await need('POST', `/api/organizations/${id}/applications`, { applicationIds: [other.id] });
    return { query: `excludeOrganizationId=${id}`, found: found.id, other: other.id };
  }),
};

const roleFilters: Record<string, Effect> = {
  '?type': filters(ROLES, async ({ make }) => {
    const [found, other] = [await make.role('MachineToMachine'), await make.role()];
    return { query: 'type=MachineToMachine', found: found.id, other: other.id };
  }),
  '?excludeUserId': filters(ROLES, async ({ make, need }) => {
    const [found, other] = await twice(() => make.role());
    const { id } = await make.user();
    await need('POST', `/api/users/${id}/roles`, { roleIds: [other.id] });
    return { query: `excludeUserId=${id}`, found: found.id, other: other.id };
  }),
  '?excludeApplicationId': filters(ROLES, async ({ make, need }) => {
    const [found, other] = await twice(() => make.role('MachineToMachine'));
    const { id } = await make.application('MachineToMachine');
    await need('POST', `/api/applications/${id}/roles`, { roleIds: [other.id] });
    return { query: `excludeApplicationId=${id}`, found: found.id, other: other.id };
  }),
};

/** Rows of the trail about one user: made, then renamed a minute later. */
const trail = async (stage: Stage, query: (userId: string, between: number) => string): Promise<string[]> => {
  const { id } = await stage.make.user();
  stage.app.clock.advance(30_000);
  const between = stage.app.clock.now();
  stage.app.clock.advance(30_000);
  await stage.need('PATCH', `/api/users/${id}`, { name: 'Renamed' });
  const rows: Body[] = await get(stage, LOGS, `userId=${id}&${query(id, between)}`);
  return rows.map(({ key }) => key);
};
const traced =
  (query: (userId: string, between: number) => string, keys: string[]): Effect =>
  async (stage) => {
    assert.deepEqual(await trail(stage, query), keys);
  };
const logFilters: Record<string, Effect> = {
  '?userId': traced(() => '', ['User.Update', 'User.Create']),
  '?logKey': traced(() => 'logKey=User.Create', ['User.Create']),
  '?result': traced(() => 'result=Error', []),
  '?start_time': traced((_, between) => `start_time=${between}`, ['User.Update']),
  '?end_time': traced((_, between) => `end_time=${between}`, ['User.Create']),
  '?applicationId': traced(() => 'applicationId=nothing', []),
};

const joins =
  (name: string): Effect =>
  async (stage) => {
    const [first, second] = await twice(stage.make.user);
    const query = `search.username=${first.username}&search.id=${second.id}`;
    const found = async (joint: string) =>
      (await get(stage, 'GET /api/users', `${query}&${name}=${joint}`)).length;
    assert.deepEqual([await found('or'), await found('and')], [2, 0]);
  };

const userFilters: Record<string, Effect> = {
  '?joint': joins('joint'),
  '?jointMode': joins('jointMode'),
  '?includeSsoIdentities': shows('GET /api/users', 'includeSsoIdentities', 'ssoIdentities', owner),
};

const END = 'DELETE /api/users/:userId/sessions/:sessionId';
/** Tokens of a session that is ended stay good, unless what was granted is to go too. */
const revokeGrantsTarget: Effect = async (stage) => {
  for (const [query, status] of [
    ['', 200],
    ['revokeGrantsTarget=all', 401],
  ] as const) {
    const { id: userId } = await stage.make.user();
    const browser = await signedIn(stage.app, userId);
    const client = await createClient(stage.app);
    const { location } = await browser.get(authorizeUrl(client));
    const { body: tokens } = await redeem(
      stage.app,
      client,
      String(new URL(location ?? '').searchParams.get('code')),
    );
    const { sessions } = await stage.need('GET', `/api/users/${userId}/sessions`);
    await stage.call(END, { params: { userId, sessionId: sessions[0].payload.jti }, query }, 204);
    assert.equal((await userinfo(stage.app, tokens.access_token)).status, status);
  }
};

const paging = (): Effects =>
  Object.fromEntries(
    (Object.entries(LISTS) as [Operation, Fill][]).map(([operation, fill]) => [
      operation,
      together(['?page', '?page_size'], pages(operation, fill)),
    ]),
  );
const SEARCHED: [name: string, operations: Operation[]][] = [
  [
    'q',
    [
      'GET /api/organizations',
      'GET /api/organizations/:id/users',
      'GET /api/organization-roles',
      'GET /api/organization-scopes',
    ],
  ],
  [
    'search',
    [
      APPLICATIONS,
      'GET /api/resources/:resourceId/scopes',
      ROLES,
      'GET /api/roles/:id/scopes',
      'GET /api/roles/:id/users',
      'GET /api/roles/:id/applications',
      'GET /api/users/:userId/roles',
      'GET /api/applications/:applicationId/roles',
      'GET /api/users',
    ],
  ],
];
const searches = (): Effects =>
  Object.fromEntries(
    SEARCHED.flatMap(([name, operations]) =>
      operations.map((operation) => [
        operation,
        { [`?${name}`]: search(operation, LISTS[operation] as Fill, name) },
      ]),
    ),
  );

const others: Effects = {
  [APPLICATIONS]: applicationFilters,
  [ROLES]: roleFilters,
  [LOGS]: logFilters,
  'GET /api/users': userFilters,
  'GET /api/resources': {
    '?includeScopes': shows(
      'GET /api/resources',
      'includeScopes',
      'scopes',
      two(({ make }) => make.resource()),
    ),
  },
  'GET /api/organizations': {
    '?showFeatured': shows(
      'GET /api/organizations',
      'showFeatured',
      'featuredUsers',
      two(({ make }) => make.organization()),
    ),
  },
  'GET /api/organizations/:id/users': {
    '?organizationRoleId': filters('GET /api/organizations/:id/users', async ({ make, need }) => {
      const { id, userId: other } = await make.member();
      const [{ id: found }, role] = [await make.user(), await make.organizationRole()];
      await need('POST', `/api/organizations/${id}/users`, { userIds: [found] });
      await need('POST', `/api/organizations/${id}/users/${found}/roles`, { organizationRoleIds: [role.id] });
      return { query: `organizationRoleId=${role.id}`, found, other, params: { id } };
    }),
  },
  'GET /api/users/:userId': {
    '?includeSsoIdentities': async (stage) => {
      const { params } = await owner(stage);
      const shown = async (flag: string) =>
        'ssoIdentities' in
        (await get(stage, 'GET /api/users/:userId', `includeSsoIdentities=${flag}`, params));
      assert.deepEqual([await shown('true'), await shown('false')], [true, false]);
    },
  },
  [END]: { '?revokeGrantsTarget': revokeGrantsTarget },
  'GET /api/users/:userId/sso-identities/:ssoConnectorId': {
    '?includeTokenSecret': shows(
      'GET /api/users/:userId/sso-identities/:ssoConnectorId',
      'includeTokenSecret',
      'tokenSecret',
      identified,
    ),
  },
  'GET /api/users/:userId/all-identities': {
    '?includeTokenSecret': shows(
      'GET /api/users/:userId/all-identities',
      'includeTokenSecret',
      'tokenSecret',
      owner,
    ),
  },
  'GET /api/experience/sso-connectors': {
    '?email': async (stage) => {
      const { id, domains } = await stage.make.connector();
      const browser = await stage.begun('SignIn');
      const found = async (email: string) => {
        const request = { browser, query: `email=${encodeURIComponent(email)}` };
        return (await stage.call('GET /api/experience/sso-connectors', request, 200)).body.connectorIds;
      };
      assert.deepEqual(await found(`anybody@${domains[0]}`), [id]);
      assert.deepEqual(await found('anybody@elsewhere.example'), []);
    },
  },
};

const merged = (...maps: Effects[]): Effects => {
  const all: Effects = {};
  for (const map of maps) {
    for (const [operation, fields] of Object.entries(map) as [Operation, Record<string, Effect>][]) {
      all[operation] = { ...all[operation], ...fields };
    }
  }
  return all;
};

export const listsEffects: Effects = merged(paging(), searches(), others);
