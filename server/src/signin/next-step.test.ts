/** What is missing, as a table. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { nextStep, type Situation } from './next-step.ts';

const start: Situation = {
  event: 'Register',
  hasUser: false,
  registersOutsideIdentity: false,
  profile: {},
  signUp: { identifiers: ['username', 'email'], verify: true },
};

test('a sign-in needs an event, then a user', () => {
  assert.deepEqual(nextStep({ ...start, event: null }), { step: 'choose-event' });
  assert.deepEqual(nextStep({ ...start, event: 'SignIn' }), { step: 'identify' });
  assert.deepEqual(nextStep({ ...start, event: 'SignIn', hasUser: true }), { step: 'submit' });
});

test('a registration needs every identifier of the tenant, proved where it says so, and a password', () => {
  const missing = (profile: Situation['profile'], signUp = start.signUp) => {
    const next = nextStep({ ...start, profile, signUp });
    return next.step === 'fill-profile' ? next.missing : next.step;
  };
  assert.deepEqual(missing({}), ['username', 'email', 'password']);
  assert.deepEqual(missing({ username: 'a', passwordHash: 'h', email: 'a@b.c' }), ['email']);
  assert.deepEqual(missing({ username: 'a', passwordHash: 'h', email: 'a@b.c', emailVerified: false }), [
    'email',
  ]);
  assert.equal(missing({ username: 'a', passwordHash: 'h', email: 'a@b.c', emailVerified: true }), 'submit');
  const trusting = { identifiers: ['username', 'email'] as const, verify: false };
  assert.equal(missing({ username: 'a', passwordHash: 'h', email: 'a@b.c' }, trusting), 'submit');
  assert.deepEqual(missing({ passwordHash: 'h' }, { identifiers: ['username'], verify: false }), [
    'username',
  ]);
});

test('the terms come last, for everybody', () => {
  const asked = { ...start, lacksAgreement: true };
  const agree = { step: 'agree-to-terms' };
  assert.deepEqual(nextStep({ ...asked, event: 'SignIn' }), { step: 'identify' });
  assert.deepEqual(nextStep({ ...asked, event: 'SignIn', hasUser: true }), agree);
  assert.deepEqual(nextStep({ ...asked, registersOutsideIdentity: true }), agree);
  const profile = { username: 'a', passwordHash: 'h', email: 'a@b.c', emailVerified: true };
  assert.deepEqual(nextStep({ ...asked, profile }), agree);
  assert.deepEqual(nextStep({ ...asked, profile, lacksAgreement: false }), { step: 'submit' });
});

test('an outside identity registers without anything of ours', () => {
  assert.deepEqual(nextStep({ ...start, registersOutsideIdentity: true }), { step: 'submit' });
});
