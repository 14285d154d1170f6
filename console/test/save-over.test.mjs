/** What is saved over another's change without a word, and what is not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiFailure } from '../../server/src/http/client.ts';
import { saveOver } from '../src/save-over.ts';

const outdated = () => new ApiFailure(412, 'request.precondition_failed', 'It was changed.');

/** A thing on a server that others have changed since it was read: each version refuses what rests on the one before. */
const server = (...versions) => {
  let at = 0;
  const saved = [];
  return {
    saved,
    saving: {
      read: async () => versions[0],
      readAgain: async () => versions[at],
      valuesOf: ({ name, roles }) => ({ name, roles }),
      known: [{ name: 'a', roles: ['x'] }],
      save: async (mine, over) => {
        if (at < versions.length - 1) at += 1;
        if (over !== versions[at]) throw outdated();
        saved.push(mine);
      },
    },
  };
};

const filled = { name: 'a', roles: ['x'], seenAt: 1 };
const mine = { name: 'mine', roles: ['x'] };

test('what nobody has changed is saved at once', async () => {
  const { saved, saving } = server(filled);
  assert.equal(await saveOver(mine, saving), undefined);
  assert.deepEqual(saved, [mine]);
});

test('a change outside of the form, or to what is wanted anyway, is saved over on its newest version', async () => {
  const elsewhere = server(filled, { ...filled, seenAt: 2 });
  assert.equal(await saveOver(mine, elsewhere.saving), undefined);
  assert.deepEqual(elsewhere.saved, [mine]);
  const own = server(filled, { ...filled, name: 'mine' });
  assert.equal(await saveOver(mine, own.saving), undefined);
  assert.deepEqual(own.saved, [mine]);
});

test('a change of what the form shows is in the way, whether the server or the cache knows it', async () => {
  for (const change of [{ name: 'theirs' }, { roles: ['x', 'y'] }]) {
    const refused = server(filled, { ...filled, ...change });
    assert.deepEqual(await saveOver(mine, refused.saving), { inTheWay: { ...filled, ...change } });
    const cached = server({ ...filled, ...change });
    assert.deepEqual(await saveOver(mine, cached.saving), { inTheWay: { ...filled, ...change } });
    assert.deepEqual([...refused.saved, ...cached.saved], []);
  }
});

test('what the form saved before is no change of anybody else', async () => {
  const { saved, saving } = server({ ...filled, name: 'saved before' });
  const known = [...saving.known, { name: 'saved before', roles: ['x'] }];
  assert.equal(await saveOver(mine, { ...saving, known }), undefined);
  assert.deepEqual(saved, [mine]);
});

test('what changes all the time is given up on, and other refusals are not answered by another try', async () => {
  const restless = server(...[1, 2, 3, 4, 5].map((seenAt) => ({ ...filled, seenAt })));
  await assert.rejects(saveOver(mine, restless.saving), { status: 412 });
  let calls = 0;
  const save = async () => {
    calls += 1;
    throw new ApiFailure(422, 'x.y', 'no');
  };
  await assert.rejects(saveOver(mine, { ...server(filled).saving, save }), { status: 422 });
  assert.equal(calls, 1);
});
