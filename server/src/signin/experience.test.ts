/** Signing in and up over HTTP: the normal ways, and the steps that cannot be skipped or borrowed. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { type Browser, startApp, type TestApp } from '../../test/app.ts';
import {
  addUser,
  beginSignIn,
  choose,
  identify,
  PASSWORD,
  provePassword,
  sessionCookie,
  signIn,
  submit,
} from '../../test/sign-in.ts';

let app: TestApp;
before(async () => {
  app = await startApp();
});
after(() => app.close());

const begun = async (event: 'SignIn' | 'Register'): Promise<Browser> => {
  const browser = app.browser();
  await beginSignIn(app, browser);
  assert.equal((await choose(browser, event)).status, 204);
  return browser;
};

const setExperience = async (change: Record<string, unknown>) => {
  const answer = await app.management('PATCH', '/api/sign-in-exp', change);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
};

const propose = (browser: Browser, type: 'username' | 'email', value: string, password = PASSWORD) =>
  browser.post('/api/experience/verification/new-password-identity', {
    identifier: { type, value },
    password,
  });

test('a user signs in with a username, in any case of letters, and with a verified address', async () => {
  const user = await addUser(app, { username: 'Mika', primaryEmail: 'mika@example.com' });
  for (const name of ['mika', 'MIKA', 'Mika@Example.com']) {
    const browser = app.browser();
    const done = await signIn(app, browser, name);
    assert.equal(done.json.redirectTo, `${app.origin}/done`);
    assert.match(sessionCookie(browser) ?? '', /^[\w-]{43}\.\w{8}\.[\w-]{43}$/);
  }
  const rows = (await app.audit()).filter((row) => row.key === 'Interaction.SignIn.Submit');
  assert.ok(rows.every((row) => row.result === 'Success'));
  const listed = await app.management('GET', `/api/users/${user.id}/sessions`);
  assert.equal(listed.body.sessions.length, 3);
});

test('a wrong password and an unknown user get the same answer, and the same work is done (L-16)', async () => {
  await addUser(app, { username: 'noriko' });
  const { passwordWork } = await import('../users/index.ts');
  const answers = [];
  for (const name of ['noriko', 'nobody_at_all']) {
    const before = passwordWork.checked;
    const browser = await begun('SignIn');
    answers.push(await provePassword(browser, name, 'not the password at all'));
    assert.equal(passwordWork.checked - before, 1);
  }
  const [known, unknown] = answers.map(({ status, text }) => ({ status, text }));
  assert.deepEqual(known, unknown);
  assert.equal(known?.status, 422);
  assert.match(known?.text ?? '', /session\.invalid_credentials/);
});

test('the answers to a registration code are the same whether the address is taken (L-16)', async () => {
  await setExperience({ signUp: { identifiers: ['email'], password: true, verify: true } });
  await addUser(app, { primaryEmail: 'taken@example.com' });
  const shapes = [];
  for (const value of ['taken@example.com', 'free@example.com']) {
    const browser = await begun('Register');
    const sent = await browser.post('/api/experience/verification/verification-code', {
      interactionEvent: 'Register',
      identifier: { type: 'email', value },
    });
    shapes.push({ status: sent.status, keys: Object.keys(sent.json), length: sent.text.length });
  }
  assert.deepEqual(shapes[0], shapes[1]);
  assert.equal(shapes[0]?.status, 200);
  await setExperience({ signUp: { identifiers: ['username'], password: true, verify: false } });
});

test('somebody registers with a username and is signed in; a taken one is refused', async () => {
  const browser = await begun('Register');
  const proposed = await propose(browser, 'username', 'first_timer');
  assert.equal(proposed.status, 200, proposed.text);
  assert.equal((await identify(browser, proposed.json.verificationId)).status, 204);
  assert.equal((await submit(browser)).status, 200);
  assert.ok(sessionCookie(browser));
  await signIn(app, app.browser(), 'first_timer');

  const again = await propose(await begun('Register'), 'username', 'First_Timer');
  assert.equal(again.status, 422);
  assert.equal(again.json.code, 'user.username_already_in_use');
});

test('somebody registers with username and address; the code goes to the development inbox', async () => {
  await setExperience({ signUp: { identifiers: ['username', 'email'], password: true, verify: true } });
  const browser = await begun('Register');
  const identifier = { type: 'email', value: 'hana@example.com' };
  const sent = await browser.post('/api/experience/verification/verification-code', {
    interactionEvent: 'Register',
    identifier,
  });
  assert.equal(sent.status, 200, sent.text);
  const { verificationId } = sent.json;
  const early = await browser.post('/api/experience/profile', { type: 'email', verificationId });
  assert.equal(early.json.code, 'session.verification_failed');
  const [message] = await app.inbox();
  assert.equal(message?.recipient, 'hana@example.com');
  const verify = { verificationId, identifier, code: message?.code };
  assert.equal(
    (await browser.post('/api/experience/verification/verification-code/verify', verify)).status,
    200,
  );
  assert.equal(
    (await browser.post('/api/experience/profile', { type: 'email', verificationId })).status,
    204,
  );
  const missing = await submit(browser);
  assert.equal(missing.status, 422);
  assert.deepEqual(missing.json.data.missingProfile, ['username', 'password']);
  await browser.post('/api/experience/profile', { type: 'username', value: 'hana' });
  assert.equal(
    (await browser.post('/api/experience/profile', { type: 'password', value: PASSWORD })).status,
    204,
  );
  assert.equal((await identify(browser)).status, 204);
  assert.equal((await submit(browser)).status, 200);
  await signIn(app, app.browser(), 'hana@example.com');

  const reused = await browser.post('/api/experience/verification/verification-code/verify', verify);
  assert.equal(reused.json.code, 'session.not_found');
  await setExperience({ signUp: { identifiers: ['username'], password: true, verify: false } });
});

test('L-04 an unverified address never signs in, links or blocks; its proved owner gets an account of their own', async () => {
  await setExperience({ signUp: { identifiers: ['username', 'email'], password: true, verify: false } });
  const attacker = await begun('Register');
  const proposed = await propose(attacker, 'username', 'early_bird');
  const trusted = await attacker.post('/api/experience/profile', {
    type: 'email',
    value: 'victim@example.com',
  });
  assert.equal(trusted.status, 204, trusted.text);
  await identify(attacker, proposed.json.verificationId);
  assert.equal((await submit(attacker)).status, 200);
  const refused = await provePassword(await begun('SignIn'), 'victim@example.com', PASSWORD);
  assert.equal(refused.json.code, 'session.invalid_credentials');

  const victim = await app.management('POST', '/api/users', {
    primaryEmail: 'victim@example.com',
    password: PASSWORD,
  });
  assert.equal(victim.status, 200, JSON.stringify(victim.body));
  assert.equal(victim.body.emailVerified, true);
  await signIn(app, app.browser(), 'victim@example.com');
  await setExperience({ signUp: { identifiers: ['username'], password: true, verify: false } });
});

test('L-04 what was set before an address was proved is dropped when it is linked', async () => {
  const { dropUnverifiedCredentials, getUser, insertUser, newUserRow } = await import('../users/index.ts');
  const context = await app.context();
  const { db, clock } = app.platform;
  const row = newUserRow(context, {
    primaryEmail: 'later@example.com',
    emailVerified: false,
    passwordHash: 'x',
  });
  const dropped = await db.transaction(async (tx) => {
    const user = await insertUser(tx, row);
    return dropUnverifiedCredentials(tx, context, user);
  });
  assert.equal(dropped.passwordHash, null);
  const verified = await addUser(app, { primaryEmail: 'sure@example.com' });
  const kept = await db.transaction((tx) => dropUnverifiedCredentials(tx, context, verified));
  assert.ok(kept.passwordHash);
  assert.ok((await getUser(db.queries, 'default', row.id as string)).updatedAt <= clock.now());
});

test('L-07 no step can be skipped, and no verification of another browser, user or kind is taken', async () => {
  await addUser(app, { username: 'kenji' });
  const browser = await begun('SignIn');
  const early = await submit(browser);
  assert.equal(early.status, 404);
  assert.equal(early.json.code, 'session.identifier_not_found');
  assert.equal((await identify(browser)).status, 404);

  const other = await begun('SignIn');
  const foreign = await provePassword(other, 'kenji', PASSWORD);
  const borrowed = await identify(browser, foreign.json.verificationId);
  assert.equal(borrowed.json.code, 'session.verification_session_not_found');

  // A verification of a sign-in makes no registration, and one of a registration no sign-in.
  await other.put('/api/experience/interaction-event', { interactionEvent: 'Register' });
  assert.equal((await identify(other, foreign.json.verificationId)).json.code, 'session.verification_failed');
  const registering = await begun('Register');
  const proposed = await propose(registering, 'username', 'somebody_new');
  await registering.put('/api/experience/interaction-event', { interactionEvent: 'SignIn' });
  const wrongKind = await identify(registering, proposed.json.verificationId);
  assert.equal(wrongKind.json.code, 'session.verification_failed');
  assert.equal((await submit(registering)).status, 404);
  assert.equal((await app.browser().post('/api/experience/submit')).json.code, 'session.not_found');
  // Beginning afresh forgets what was verified.
  await choose(other, 'SignIn');
  assert.equal((await identify(other, foreign.json.verificationId)).status, 404);
  assert.equal(sessionCookie(browser), undefined);
  assert.equal(sessionCookie(registering), undefined);
});

test('L-07 identifying again replaces the user: the session is of whom the last verification proved', async () => {
  const first = await addUser(app, { username: 'ichiro' });
  const second = await addUser(app, { username: 'jiro' });
  const browser = await begun('SignIn');
  for (const name of ['ichiro', 'jiro']) {
    const proved = await provePassword(browser, name, PASSWORD);
    assert.equal((await identify(browser, proved.json.verificationId)).status, 204);
  }
  assert.equal((await submit(browser)).status, 200);
  const sessions = async (id: string) =>
    (await app.management('GET', `/api/users/${id}/sessions`)).body.sessions;
  assert.equal((await sessions(first.id)).length, 0);
  assert.equal((await sessions(second.id)).length, 1);
});

test('L-17 a suspended or deleted user does not get in at any step, nor stay in', async () => {
  const user = await addUser(app, { username: 'gone_soon' });
  const signedIn = app.browser();
  await signIn(app, signedIn, 'gone_soon');
  const browser = await begun('SignIn');
  const proved = await provePassword(browser, 'gone_soon', PASSWORD);
  assert.equal((await identify(browser, proved.json.verificationId)).status, 204);
  await app.management('PATCH', `/api/users/${user.id}/is-suspended`, { isSuspended: true });
  const late = await submit(browser);
  assert.equal(late.status, 401);
  assert.equal(late.json.code, 'user.suspended');
  assert.equal((await identify(browser, proved.json.verificationId)).json.code, 'user.suspended');
  assert.equal(
    (await provePassword(await begun('SignIn'), 'gone_soon', PASSWORD)).json.code,
    'user.suspended',
  );
  assert.equal(
    (await provePassword(await begun('SignIn'), 'gone_soon', 'a wrong one')).json.code,
    'session.invalid_credentials',
  );
  const { findSession } = await import('../sessions/index.ts');
  const session = async () =>
    findSession(await app.context(), {
      cookie: () => sessionCookie(signedIn)?.split('.')[0],
    } as unknown as Parameters<typeof findSession>[1]);
  assert.equal(await session(), undefined);
  await app.management('PATCH', `/api/users/${user.id}/is-suspended`, { isSuspended: false });
  assert.equal(await session(), undefined, 'an ended session does not come back');
  await signIn(app, signedIn, 'gone_soon');
  assert.ok(await session());
  assert.equal((await app.management('DELETE', `/api/users/${user.id}`)).status, 204);
  assert.equal(await session(), undefined);
});

test('a password set since the verification ends the sign-in under way', async () => {
  const user = await addUser(app, { username: 'rotated' });
  const browser = await begun('SignIn');
  const proved = await provePassword(browser, 'rotated', PASSWORD);
  await identify(browser, proved.json.verificationId);
  app.clock.advance(10);
  await app.management('PATCH', `/api/users/${user.id}/password`, {
    password: 'Another-harbour-48-lanterns',
  });
  assert.equal((await submit(browser)).status, 401);
  assert.equal(sessionCookie(browser), undefined);
});

test('sign-in mode: what is switched off is refused', async () => {
  await setExperience({ signInMode: 'SignIn' });
  app.clock.advance(1001);
  const browser = app.browser();
  await beginSignIn(app, browser);
  const refused = await choose(browser, 'Register');
  assert.equal(refused.status, 403);
  await setExperience({ signInMode: 'Register' });
  await choose(browser, 'SignIn');
  assert.equal((await provePassword(browser, 'kenji', PASSWORD)).status, 403);
  await setExperience({ signInMode: 'SignInAndRegister' });
  assert.equal((await provePassword(browser, 'kenji', PASSWORD)).status, 200);
});

test('identifiers and password policy of the tenant are kept to, whatever a page sends', async () => {
  await addUser(app, { username: 'kept_to', primaryEmail: 'kept@example.com' });
  const method = { identifier: 'email', password: true, verificationCode: false, isPasswordPrimary: true };
  await setExperience({
    signIn: { methods: [method] },
    signUp: { identifiers: ['email'], password: true, verify: true },
    passwordPolicy: { length: { min: 30 } },
  });
  app.clock.advance(1001);
  const browser = await begun('SignIn');
  const byName = await provePassword(browser, 'kept_to', PASSWORD);
  assert.deepEqual([byName.status, byName.json.code], [422, 'user.sign_in_method_not_enabled']);
  assert.equal((await provePassword(browser, 'kept@example.com', PASSWORD)).status, 200);
  const registering = await begun('Register');
  assert.equal(
    (await propose(registering, 'username', 'not_asked')).json.code,
    'user.sign_in_method_not_enabled',
  );
  assert.equal(
    (await propose(registering, 'email', 'x@example.com')).json.code,
    'user.sign_in_method_not_enabled',
  );
  const trusted = await registering.post('/api/experience/profile', {
    type: 'email',
    value: 'x@example.com',
  });
  assert.equal(trusted.json.code, 'user.sign_in_method_not_enabled');
  const short = await registering.post('/api/experience/profile', { type: 'password', value: PASSWORD });
  assert.equal(short.json.code, 'password.rejected');
  assert.deepEqual(short.json.data.issues, [
    { code: 'password_rejected.too_short', interpolation: { min: 30 } },
  ]);
  await setExperience({
    signIn: { methods: [{ ...method, identifier: 'username' }, method] },
    signUp: { identifiers: ['username'], password: true, verify: false },
    passwordPolicy: { length: { min: 15 } },
  });
  app.clock.advance(1001);
  assert.equal((await provePassword(browser, 'kept_to', PASSWORD)).status, 200);
  assert.equal((await propose(registering, 'username', 'now_asked')).status, 200);
});

test('a list that nobody has chosen may be sent as null, and is none', async () => {
  const patch = async (path: string, change: object) => {
    const answer = await app.management('PATCH', path, change);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body;
  };
  const unset = { signUpProfileFields: null, forgotPasswordMethods: null };
  await patch('/api/sign-in-exp', { signUpProfileFields: [{ name: 'nickname' }] });
  const changed = await patch('/api/sign-in-exp', unset);
  assert.deepEqual([changed.signUpProfileFields, changed.forgotPasswordMethods], [[], []]);
  const { profileFields } = await patch('/api/account-center', { profileFields: null });
  assert.deepEqual(profileFields, []);
  assert.deepEqual((await app.management('GET', '/api/account-center')).body.profileFields, []);
});

test('every step leaves its audit row, refusals with their reason', async () => {
  const user = await addUser(app, { username: 'audited' });
  const seen = (await app.audit()).length;
  // Rows of one millisecond have no order.
  const tick = () => app.clock.advance(5);
  const browser = app.browser();
  await beginSignIn(app, browser);
  tick();
  await choose(browser, 'SignIn');
  tick();
  await provePassword(browser, 'audited', 'a wrong guess');
  tick();
  const proved = await provePassword(browser, 'audited', PASSWORD);
  tick();
  await identify(browser, proved.json.verificationId);
  const shown = await browser.get('/api/experience/interaction');
  assert.equal(shown.json.userId, user.id);
  assert.deepEqual(
    shown.json.verificationRecords.map((one: { type: string }) => one.type),
    ['Password'],
  );
  assert.ok(!shown.text.includes('passwordUpdatedAt'));
  tick();
  await submit(browser);
  const rows = (await app.audit()).slice(seen).filter((row) => row.key.startsWith('Interaction.'));
  assert.deepEqual(
    rows.map((row) => `${row.key} ${row.result} ${row.payload.reason ?? ''}`.trim()),
    [
      'Interaction.Create Success',
      'Interaction.SignIn.Update Success',
      'Interaction.SignIn.Verification.Password.Submit Error session.invalid_credentials',
      'Interaction.SignIn.Verification.Password.Submit Success',
      'Interaction.SignIn.Identifier.Submit Success',
      'Interaction.SignIn.Submit Success',
    ],
  );
});

test('two requests at the same moment: one is taken, the other told so, and nothing is lost', async () => {
  const browser = await begun('Register');
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      browser.post('/api/experience/profile', { type: 'username', value: `parallel_${index}` }),
    ),
  );
  const taken = answers.findIndex((answer) => answer.status === 204);
  assert.ok(taken >= 0);
  const others = answers.filter((answer) => answer.status !== 204);
  assert.ok(others.every((answer) => answer.json.code === 'session.changed' && answer.status === 409));
  const shown = await browser.get('/api/experience/interaction');
  assert.match(shown.json.profile.username, /^parallel_\d$/);
  assert.equal(
    (await browser.post('/api/experience/profile', { type: 'password', value: PASSWORD })).status,
    204,
  );
  assert.equal((await submit(browser)).status, 200);
});
