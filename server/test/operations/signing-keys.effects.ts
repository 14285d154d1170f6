/** Fields of the keys that enterprise connectors sign with. */
import assert from 'node:assert/strict';
import type { Effects } from './effects.ts';
import { signer } from './signing-keys.rows.ts';
import type { Stage } from './stage.ts';

const KEYS = '/api/sso-connectors/:id/signing-keys';

const activeOf = async (stage: Stage, id: string): Promise<string[]> => {
  const listed: { id: string; active: boolean }[] = await stage.need('GET', KEYS.replace(':id', id));
  return listed.filter(({ active }) => active).map((key) => key.id);
};

export const signingKeysEffects: Effects = {
  'POST /api/sso-connectors/:id/signing-keys': {
    active: async (stage) => {
      const { params } = await signer(stage);
      await stage.call(`POST ${KEYS}`, { params, body: { active: false } }, 201);
      assert.deepEqual(await activeOf(stage, params.id), []);
      for (let round = 0; round < 2; round += 1) {
        const { body } = await stage.call(`POST ${KEYS}`, { params, body: { active: true } }, 201);
        assert.deepEqual(await activeOf(stage, params.id), [body.id]);
      }
    },
  },
  'PATCH /api/sso-connectors/:id/signing-keys/:keyId': {
    active: async (stage) => {
      const { params } = await signer(stage);
      const { body: key } = await stage.call(`POST ${KEYS}`, { params, body: { active: false } }, 201);
      for (const active of [true, false]) {
        const request = { params: { ...params, keyId: key.id }, body: { active } };
        await stage.call(`PATCH ${KEYS}/:keyId`, request, 200);
        assert.deepEqual(await activeOf(stage, params.id), active ? [key.id] : []);
      }
    },
  },
};
