/** Vue 3 with `@logto/vue` 3. */
import { addressesStep, code, type Guide, pathOf, portOf, step, text } from './guide.ts';

export const vue: Guide = {
  suggested: { redirectUri: 'http://localhost:5173/callback', signOutUri: 'http://localhost:5173/' },
  steps: [
    step(
      'Install the packages',
      'パッケージを入れる',
      code('Terminal', () => 'npm install @logto/vue vue-router'),
    ),
    addressesStep(),
    step(
      'Add the plug-in and the callback’s route',
      'プラグインとコールバックのルートを加える',
      code(
        'src/main.ts',
        ({ endpoint, id, redirectUri }) => `import { createLogto, UserScope } from '@logto/vue';
import { createApp } from 'vue';
import { createRouter, createWebHistory } from 'vue-router';
import App from './App.vue';
import Callback from './Callback.vue';
import Home from './Home.vue';

const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', component: Home },
    { path: '${pathOf(redirectUri)}', component: Callback },
  ],
});

createApp(App)
  .use(createLogto, {
    endpoint: '${endpoint}',
    appId: '${id}',
    scopes: [UserScope.Email],
  })
  .use(router)
  .mount('#app');`,
      ),
      code('src/App.vue', () => '<template>\n  <RouterView />\n</template>'),
    ),
    step(
      'Receive people who come back',
      '戻ってきた人を受け取る',
      code(
        'src/Callback.vue',
        () => `<script setup lang="ts">
import { useHandleSignInCallback } from '@logto/vue';
import { useRouter } from 'vue-router';

const router = useRouter();
const { error } = useHandleSignInCallback(() => {
  void router.replace('/');
});
</script>

<template>
  <p v-if="error">Sign-in failed: {{ error.message }}</p>
  <p v-else>One moment …</p>
</template>`,
      ),
    ),
    step(
      'Sign in, sign out, show who it is',
      'サインイン・サインアウト・本人の表示',
      code(
        'src/Home.vue',
        ({ redirectUri, signOutUri }) => `<script setup lang="ts">
import { type IdTokenClaims, useLogto } from '@logto/vue';
import { ref, watchEffect } from 'vue';

const { isAuthenticated, signIn, signOut, getIdTokenClaims } = useLogto();
const user = ref<IdTokenClaims>();

watchEffect(async () => {
  if (isAuthenticated.value) user.value = await getIdTokenClaims();
});
</script>

<template>
  <template v-if="isAuthenticated">
    <p>Hello {{ user?.name ?? user?.username ?? user?.sub }}</p>
    <button @click="signOut('${signOutUri}')">Sign out</button>
  </template>
  <button v-else @click="signIn('${redirectUri}')">Sign in</button>
</template>`,
      ),
    ),
  ],
  trial: [
    code('Terminal', ({ redirectUri }) => `npx vite --port ${portOf(redirectUri, '5173')} --strictPort`),
    text('Open the app and choose *Sign in*.', 'アプリを開いて「Sign in」を選びます。'),
  ],
};
