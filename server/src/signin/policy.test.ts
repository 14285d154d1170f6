/** Which addresses a tenant takes at sign-up, whatever way they are spelt. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { Refusal } from '../lib/errors.ts';
import { refuseBlockedAddress } from './policy.ts';
import type { SignInExperience } from './sign-in-experience.ts';

const isBlocked = (
  emailBlocklistPolicy: SignInExperience['emailBlocklistPolicy'],
  email: string,
): boolean => {
  try {
    refuseBlockedAddress({ emailBlocklistPolicy } as SignInExperience, email);
    return false;
  } catch (error) {
    assert.ok(error instanceof Refusal);
    return true;
  }
};

test('L-10 a domain is the same in letters of its own and in A-labels, in lists and in addresses', () => {
  const [letters, labels] = ['bücher.example', 'xn--bcher-kva.example'];
  for (const listed of [letters, labels, `@${letters}`, `eva@${labels}`, `*@${letters}`]) {
    for (const domain of [letters, labels, 'BÜCHER.example']) {
      assert.ok(isBlocked({ customBlocklist: [listed] }, `eva@${domain}`), `${listed} ${domain}`);
      const allowed = { customAllowlist: [listed], customBlocklist: ['*.example'] };
      assert.ok(!isBlocked(allowed, `eva@${domain}`), `${listed} ${domain}`);
    }
  }
  assert.ok(!isBlocked({ customBlocklist: [letters] }, 'eva@bucher.example'));
  // On the list of hosts as xn--d-bga.net.
  for (const domain of ['xn--d-bga.net', 'dé.net'])
    assert.ok(isBlocked({ blockDisposableAddresses: true }, `eva@${domain}`), domain);
});
