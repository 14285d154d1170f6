/** What the tests of fields share: how an effect is written down, and where effects are looked for. */
import assert from 'node:assert/strict';
import type { Boot } from '../../src/signin/boot.ts';
import type { Browser } from '../browser.ts';
import {
  claimsOf,
  createClient,
  signedIn,
  signInTo,
  type TestClient,
  token,
  userinfo,
} from '../spec/world.ts';
import type { Body, Operation } from './recorder.ts';
import type { Stage } from './stage.ts';

/** Changes a field and sees in a token, page or refusal that it was changed. */
export type Effect = (stage: Stage) => Promise<void>;
/** Field → the effect that proves it. An effect of several fields runs once. */
export type Effects = Partial<Record<Operation, Record<string, Effect>>>;
export type Fields = Record<string, unknown>;

/** The same effect for several fields. */
export const together = (fields: readonly string[], effect: Effect): Record<string, Effect> =>
  Object.fromEntries(fields.map((field) => [field, effect]));

/** What a page of sign-in was told. */
export const bootOf = async (browser: Browser, path = '/sign-in', language = 'en'): Promise<Boot> => {
  const { text } = await browser.send(path, { headers: { 'accept-language': language } });
  return JSON.parse(/id="genkan-boot">(.*?)<\/script>/s.exec(text)?.[1] ?? 'null');
};

/** Tokens that a new application gets for a user. */
export const tokensFor = async (
  { app }: Stage,
  userId: string,
  scope: string,
  values: Record<string, string | string[]> = {},
  client?: TestClient,
): Promise<Body> =>
  signInTo(app, await signedIn(app, userId), client ?? (await createClient(app)), {
    scope: `openid ${scope}`,
    ...values,
  });

/** Claims of a user's ID token. */
export const idTokenOf = async (stage: Stage, userId: string, scope: string): Promise<Body> =>
  claimsOf((await tokensFor(stage, userId, scope)).id_token);

/** What userinfo says of a user. */
export const userinfoOf = async (stage: Stage, userId: string, scope: string): Promise<Body> =>
  (await userinfo(stage.app, (await tokensFor(stage, userId, scope)).access_token)).json();

/** Claims of the access token that a machine gets for an API. */
export const machineClaims = async (
  { app }: Stage,
  machine: { id: string; secret: string },
  resource: string,
  scope?: string,
): Promise<Body> => {
  const answer = await token(app, machine as TestClient, {
    grant_type: 'client_credentials',
    resource,
    ...(scope === undefined ? {} : { scope }),
  });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return claimsOf(answer.body.access_token);
};

/** An API with one permission. */
export const someApi = async (stage: Stage) => {
  const resource = await stage.make.resource();
  const scope = await stage.need('POST', `/api/resources/${resource.id}/scopes`, {
    name: stage.unique('read'),
  });
  return { indicator: resource.indicator as string, scopeId: scope.id as string, name: scope.name as string };
};
