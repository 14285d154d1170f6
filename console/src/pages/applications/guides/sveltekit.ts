/** SvelteKit 2 with `@logto/sveltekit`. */
import { addressesStep, code, type Guide, pathOf, portOf, step, text } from './guide.ts';

export const sveltekit: Guide = {
  suggested: { redirectUri: 'http://localhost:5173/callback', signOutUri: 'http://localhost:5173/' },
  steps: [
    step(
      'Install the package',
      'パッケージを入れる',
      code('Terminal', () => 'npm install @logto/sveltekit'),
    ),
    addressesStep(),
    step(
      'Add the hook',
      'フックを加える',
      text(
        'The hook answers the callback itself and keeps the session in an encrypted cookie. Its key is a random value of your own, such as that of `openssl rand -hex 32`.',
        'フックがコールバックに応答し、セッションを暗号化した Cookie に保存します。鍵は `openssl rand -hex 32` などで作った独自のランダムな値にします。',
      ),
      code(
        '.env',
        ({ endpoint, id, secret }) => `LOGTO_ENDPOINT=${endpoint}
LOGTO_APP_ID=${id}
LOGTO_APP_SECRET=${secret}
LOGTO_COOKIE_ENCRYPTION_KEY=`,
      ),
      code(
        'src/hooks.server.ts',
        ({ redirectUri }) => `import { env } from '$env/dynamic/private';
import { handleLogto, UserScope } from '@logto/sveltekit';

export const handle = handleLogto(
  {
    endpoint: env.LOGTO_ENDPOINT,
    appId: env.LOGTO_APP_ID,
    appSecret: env.LOGTO_APP_SECRET,
    scopes: [UserScope.Email],
  },
  { encryptionKey: env.LOGTO_COOKIE_ENCRYPTION_KEY },
  { signInCallback: '${pathOf(redirectUri)}' },
);`,
      ),
      code(
        'src/app.d.ts',
        () => `import type { LogtoClient, UserInfoResponse } from '@logto/sveltekit';

declare global {
  namespace App {
    interface Locals {
      logtoClient: LogtoClient;
      user?: UserInfoResponse;
    }
  }
}`,
      ),
    ),
    step(
      'Sign in, sign out, show who it is',
      'サインイン・サインアウト・本人の表示',
      code(
        'src/routes/+page.server.ts',
        ({ redirectUri, signOutUri }) => `export const load = ({ locals }) => ({ user: locals.user });

export const actions = {
  signIn: async ({ locals }) => {
    await locals.logtoClient.signIn('${redirectUri}');
  },
  signOut: async ({ locals }) => {
    await locals.logtoClient.signOut('${signOutUri}');
  },
};`,
      ),
      code(
        'src/routes/+page.svelte',
        () => `<script lang="ts">
  const { data } = $props();
</script>

{#if data.user}
  <p>Hello {data.user.name ?? data.user.username ?? data.user.sub}</p>
  <form method="post" action="?/signOut"><button>Sign out</button></form>
{:else}
  <form method="post" action="?/signIn"><button>Sign in</button></form>
{/if}`,
      ),
    ),
  ],
  trial: [
    code('Terminal', ({ redirectUri }) => `npx vite dev --port ${portOf(redirectUri, '5173')} --strictPort`),
    text('Open the app and choose *Sign in*.', 'アプリを開いて「Sign in」を選びます。'),
  ],
};
