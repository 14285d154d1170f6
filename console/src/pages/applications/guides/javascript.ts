/** Pages without a framework, with `@logto/browser` 3. */
import { addressesStep, code, type Guide, pathOf, portOf, step, text } from './guide.ts';

export const javascript: Guide = {
  suggested: { redirectUri: 'http://localhost:5173/callback', signOutUri: 'http://localhost:5173/' },
  steps: [
    step(
      'Install the package',
      'パッケージを入れる',
      text('Vite serves the page during development.', '開発中は Vite がページを配信します。'),
      code('Terminal', () => 'npm install @logto/browser\nnpm install --save-dev vite'),
    ),
    addressesStep(),
    step(
      'Write the page',
      'ページを書く',
      code(
        'index.html',
        () => `<p id="who">One moment …</p>
<button id="sign-in" hidden>Sign in</button>
<button id="sign-out" hidden>Sign out</button>
<script type="module" src="/main.js"></script>`,
      ),
    ),
    step(
      'Sign in, come back, sign out',
      'サインイン・戻り・サインアウト',
      code(
        'main.js',
        ({
          endpoint,
          id,
          redirectUri,
          signOutUri,
        }) => `import LogtoClient, { UserScope } from '@logto/browser';

const client = new LogtoClient({
  endpoint: '${endpoint}',
  appId: '${id}',
  scopes: [UserScope.Email],
});

if (location.pathname === '${pathOf(redirectUri)}') {
  await client.handleSignInCallback(location.href);
  history.replaceState(null, '', '/');
}

const who = document.querySelector('#who');
const signIn = document.querySelector('#sign-in');
const signOut = document.querySelector('#sign-out');

if (await client.isAuthenticated()) {
  const user = await client.getIdTokenClaims();
  who.textContent = \`Hello \${user.name ?? user.username ?? user.sub}\`;
  signOut.hidden = false;
} else {
  who.textContent = 'You are not signed in.';
  signIn.hidden = false;
}

signIn.addEventListener('click', () => client.signIn('${redirectUri}'));
signOut.addEventListener('click', () => client.signOut('${signOutUri}'));`,
      ),
    ),
  ],
  trial: [
    code('Terminal', ({ redirectUri }) => `npx vite --port ${portOf(redirectUri, '5173')} --strictPort`),
    text('Open the page and choose *Sign in*.', 'ページを開いて「Sign in」を選びます。'),
  ],
};
