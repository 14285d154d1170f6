/**
 * REJECT, as the security requirements mean it: an error answer or a redirect that carries only an error, no session
 * cookie, no row made or changed, one audit row with a reason, no outgoing request.
 */
import assert from 'node:assert/strict';
import type { TestApp } from './app.ts';

/** Tables that a refused request must leave as they were. */
const TABLES = [
  'users',
  'ssoIdentities',
  'sessions',
  'sessionApplications',
  'interactions',
  'grants',
  'authorizationCodes',
  'refreshTokens',
  'accessTokens',
  'applications',
  'applicationSecrets',
  'resources',
  'organizations',
  'organizationUsers',
  'vaultSecrets',
  'subjectTokens',
  'registrationTokens',
  'registeredClients',
] as const;
type Table = (typeof TABLES)[number];

const snapshot = async (app: TestApp, except: readonly Table[]): Promise<Record<string, string[]>> => {
  const rows: Record<string, string[]> = {};
  for (const table of TABLES) {
    if (except.includes(table)) continue;
    const found = await app.platform.db.queries.selectFrom(table).selectAll().execute();
    // `lastSeenAt` moves with every request of a session, refused or not.
    rows[table] = found.map((row) => JSON.stringify({ ...row, lastSeenAt: undefined })).sort();
  }
  return rows;
};

export type Refused = {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape.
  json: any;
  location: URL | undefined;
};

export type Expectation = {
  /** Status of the answer; any 4xx, or a redirect that carries an error, unless told. */
  status?: number;
  /** The protocol's error or the API's code: in the body, or in the redirect's query. */
  error?: string | RegExp;
  /** Tables that may change all the same (a replay revokes what it was about). */
  changes?: readonly Table[];
  /** Key of the audit row; any refusal unless told. */
  audit?: string;
};

const read = async (response: Response): Promise<Refused> => {
  const text = await response.text();
  const location = response.headers.get('location');
  const isJson = response.headers.get('content-type')?.includes('json') && text !== '';
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson ? JSON.parse(text) : undefined,
    location: location === null ? undefined : new URL(location, response.url),
  };
};

const checkAnswer = (answer: Refused, expected: Expectation): void => {
  const error = answer.json?.error ?? answer.json?.code ?? answer.location?.searchParams.get('error');
  const shown = `${answer.status} ${answer.location?.href ?? answer.text.slice(0, 200)}`;
  if (expected.status !== undefined) assert.equal(answer.status, expected.status, shown);
  else if (answer.location === undefined) assert.ok(answer.status >= 400 && answer.status < 500, shown);
  assert.equal(answer.location?.searchParams.get('code') ?? null, null, 'a refusal carries no code');
  assert.ok(!/"(access|id|refresh)_token"/.test(answer.text), 'a refusal carries no token');
  if (typeof expected.error === 'string') assert.equal(error, expected.error, shown);
  else if (expected.error) assert.match(String(error ?? answer.text), expected.error);
  const cookies = answer.headers.getSetCookie();
  assert.ok(
    !cookies.some((cookie) => /genkan-session-[\w-]+=[^;]/.test(cookie)),
    'a refusal sets no session cookie',
  );
};

/** Sends a request that must be refused and checks the refusal from every side. */
export const reject = async (
  app: TestApp,
  send: () => Promise<Response>,
  expected: Expectation = {},
): Promise<Refused> => {
  // A second of its own: refusals of one address are thinned out beyond ten a second.
  app.clock.advance(1000);
  const except = expected.changes ?? [];
  const before = await snapshot(app, except);
  const auditBefore = (await app.audit()).length + (await app.audit('admin')).length;
  const platform = app.platform as { outgoing: TestApp['platform']['outgoing'] };
  const { outgoing } = platform;
  const reached: string[] = [];
  platform.outgoing = (url, init) => {
    reached.push(String(url));
    return outgoing(url, init);
  };
  let answer: Refused;
  try {
    answer = await read(await send());
  } finally {
    platform.outgoing = outgoing;
  }
  checkAnswer(answer, expected);
  assert.deepEqual(reached, [], 'a refusal reaches nobody');
  assert.deepEqual(await snapshot(app, except), before, 'a refusal changes no row');
  const rows = [...(await app.audit()), ...(await app.audit('admin'))];
  assert.ok(rows.length > auditBefore, 'a refusal is in the audit trail');
  const refusals = rows.filter(
    (row) => row.result === 'Error' && (!expected.audit || row.key === expected.audit),
  );
  assert.ok(refusals.length > 0, `an audit row ${expected.audit ?? ''} with result Error`);
  return answer;
};
