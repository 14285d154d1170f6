/** Nuxt 3 and later with `@logto/nuxt`, which brings `/sign-in`, `/sign-out` and `/callback`. */
import { addressesStep, code, type Guide, portOf, step, text } from './guide.ts';

export const nuxt: Guide = {
  suggested: { redirectUri: 'http://localhost:3000/callback', signOutUri: 'http://localhost:3000/' },
  steps: [
    step(
      'Install the package',
      'パッケージを入れる',
      code('Terminal', () => 'npm install @logto/nuxt'),
    ),
    addressesStep(),
    step(
      'Add the module',
      'モジュールを加える',
      text(
        'The module answers `/sign-in`, `/sign-out` and `/callback` itself and keeps the session in an encrypted cookie. Its key is a random value of your own, such as that of `openssl rand -hex 32`.',
        'モジュールが `/sign-in`、`/sign-out`、`/callback` に応答し、セッションを暗号化した Cookie に保存します。鍵は `openssl rand -hex 32` などで作った独自のランダムな値にします。',
      ),
      code(
        'nuxt.config.ts',
        () => `import { UserScope } from '@logto/nuxt';

export default defineNuxtConfig({
  modules: ['@logto/nuxt'],
  runtimeConfig: {
    logto: {
      endpoint: '',
      appId: '',
      appSecret: '',
      cookieEncryptionKey: '',
    },
  },
  logto: {
    scopes: [UserScope.Email],
  },
});`,
      ),
      code(
        '.env',
        ({ endpoint, id, secret }) => `NUXT_LOGTO_ENDPOINT=${endpoint}
NUXT_LOGTO_APP_ID=${id}
NUXT_LOGTO_APP_SECRET=${secret}
NUXT_LOGTO_COOKIE_ENCRYPTION_KEY=`,
      ),
    ),
    step(
      'Show who is signed in',
      'サインイン中の人を表示する',
      text(
        'The links are ordinary `<a>` elements: the server answers them, not the router.',
        'リンクには通常の `<a>` を使います。応答するのはルーターではなくサーバーです。',
      ),
      code(
        'app.vue',
        () => `<script setup lang="ts">
const user = useLogtoUser();
</script>

<template>
  <p v-if="user">
    Hello {{ user.name ?? user.username ?? user.sub }}. <a href="/sign-out">Sign out</a>
  </p>
  <a v-else href="/sign-in">Sign in</a>
</template>`,
      ),
    ),
  ],
  trial: [
    code('Terminal', ({ redirectUri }) => `npx nuxt dev --port ${portOf(redirectUri, '3000')}`),
    text('Open the app and choose *Sign in*.', 'アプリを開いて「Sign in」を選びます。'),
  ],
};
