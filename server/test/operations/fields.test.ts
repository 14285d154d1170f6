/**
 * Every field that a route accepts has an effect: a test changes it and sees the change in a token, a page, an answer
 * or a refusal. The map is checked against the OpenAPI document: a new field without an effect here fails.
 */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { accessEffects } from './access.effects.ts';
import { administrationEffects } from './administration.effects.ts';
import { applicationsEffects } from './applications.effects.ts';
import { connectorsEffects } from './connectors.effects.ts';
import { consentEffects } from './consent.effects.ts';
import { domainsEffects } from './domains.effects.ts';
import type { Effect } from './effects.ts';
import { experienceEffects } from './experience.effects.ts';
import { federationEffects } from './federation.effects.ts';
import { grantsEffects } from './grants.effects.ts';
import { listsEffects } from './lists.effects.ts';
import { organizationsEffects } from './organizations.effects.ts';
import { organizationsMoreEffects } from './organizations-more.effects.ts';
import { policiesEffects } from './policies.effects.ts';
import type { Body } from './recorder.ts';
import { requestsEffects } from './requests.effects.ts';
import { scriptingEffects } from './scripting.effects.ts';
import { signInEffects } from './sign-in.effects.ts';
import { signingKeysEffects } from './signing-keys.effects.ts';
import { openStage, type Stage } from './stage.ts';
import { consoleEffects, tenantEffects } from './tenant.effects.ts';
import { usersEffects } from './users.effects.ts';
import { usersMoreEffects } from './users-more.effects.ts';
import { webhooksEffects } from './webhooks.effects.ts';

const MAPS = {
  console: consoleEffects,
  applications: applicationsEffects,
  requests: requestsEffects,
  access: accessEffects,
  organizations: organizationsEffects,
  'organizations-more': organizationsMoreEffects,
  users: usersEffects,
  'users-more': usersMoreEffects,
  scripting: scriptingEffects,
  experience: experienceEffects,
  domains: domainsEffects,
  federation: federationEffects,
  grants: grantsEffects,
  consent: consentEffects,
  'sign-in': signInEffects,
  tenant: tenantEffects,
  lists: listsEffects,
  policies: policiesEffects,
  administration: administrationEffects,
  webhooks: webhooksEffects,
  connectors: connectorsEffects,
  'signing-keys': signingKeysEffects,
};

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

/** Fields of a JSON Schema, as `a.b` and `list[].c`. */
const fieldsOf = (schema: Body, prefix = ''): string[] => {
  if (schema.properties) {
    return Object.entries(schema.properties).flatMap(([name, member]) => {
      const path = prefix ? `${prefix}.${name}` : name;
      const deeper = fieldsOf(member, path);
      return deeper.length > 0 ? deeper : [path];
    });
  }
  if (schema.type === 'array') return fieldsOf(schema.items, `${prefix}[]`);
  const alternatives: Body[] = schema.anyOf ?? schema.oneOf ?? [];
  return [...new Set(alternatives.flatMap((alternative) => fieldsOf(alternative, prefix)))];
};

/** `operation field` of everything that may be sent, from the document that the server gives. */
const acceptedFields = async (): Promise<string[]> => {
  const { paths } = await stage.need('GET', '/api/swagger.json');
  return Object.entries(paths as Record<string, Record<string, Body>>).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { requestBody, parameters }]) => {
      const operation = `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`;
      const json = requestBody?.content['application/json'];
      const fields = json ? fieldsOf(json.schema) : [];
      const queries = parameters.filter((one: Body) => one.in === 'query').map((one: Body) => `?${one.name}`);
      const all = [...(json && fields.length === 0 ? ['*'] : fields), ...queries];
      return all.map((field) => `${operation} ${field}`);
    }),
  );
};

for (const [capability, effects] of Object.entries(MAPS)) {
  test(capability, async (t) => {
    const names = new Map<Effect, string[]>();
    for (const [operation, fields] of Object.entries(effects)) {
      for (const [field, effect] of Object.entries(fields)) {
        names.set(effect, [...(names.get(effect) ?? [operation]), field]);
      }
    }
    for (const [effect, name] of names) await t.test(name.join(' '), () => effect(stage));
  });
}

test('every accepted field was sent by the test of its effect', async (t) => {
  const accepted = await acceptedFields();
  const proved = Object.values(MAPS).flatMap((effects) =>
    Object.entries(effects).flatMap(([operation, fields]) =>
      Object.keys(fields).map((field) => `${operation} ${field}`),
    ),
  );
  assert.deepEqual(proved.sort(), [...accepted].sort());
  const unsent = accepted.filter((one) => {
    const [operation, field] = [one.slice(0, one.lastIndexOf(' ')), one.slice(one.lastIndexOf(' ') + 1)];
    return !stage.sent.get(operation)?.has(field);
  });
  assert.deepEqual(unsent, []);
  t.diagnostic(`fields with a test of their effect: ${proved.length} of ${accepted.length}`);
});
