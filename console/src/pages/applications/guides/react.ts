/** React with `@logto/react` 4. */
import { addressesStep, code, type Guide, pathOf, portOf, step, text } from './guide.ts';

export const react: Guide = {
  suggested: { redirectUri: 'http://localhost:5173/callback', signOutUri: 'http://localhost:5173/' },
  steps: [
    step(
      'Install the packages',
      'パッケージを入れる',
      text(
        'The example uses React Router for the callback’s address; any router will do.',
        'この例ではコールバックのアドレスに React Router を使いますが、ほかのルーターでも構いません。',
      ),
      code('Terminal', () => 'npm install @logto/react react-router'),
    ),
    addressesStep(),
    step(
      'Put the provider around your app',
      'アプリをプロバイダーで囲む',
      code(
        'src/main.tsx',
        ({ endpoint, id, redirectUri }) => `import { LogtoProvider, UserScope } from '@logto/react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter, Route, Routes } from 'react-router';
import { Callback } from './callback';
import { Home } from './home';

const config = {
  endpoint: '${endpoint}',
  appId: '${id}',
  scopes: [UserScope.Email],
};

createRoot(document.getElementById('root')!).render(
  <LogtoProvider config={config}>
    <BrowserRouter>
      <Routes>
        <Route path="/" element={<Home />} />
        <Route path="${pathOf(redirectUri)}" element={<Callback />} />
      </Routes>
    </BrowserRouter>
  </LogtoProvider>,
);`,
      ),
    ),
    step(
      'Receive people who come back',
      '戻ってきた人を受け取る',
      code(
        'src/callback.tsx',
        () => `import { useHandleSignInCallback } from '@logto/react';
import { useNavigate } from 'react-router';

export function Callback() {
  const navigate = useNavigate();
  const { isLoading, error } = useHandleSignInCallback(() => {
    navigate('/', { replace: true });
  });
  if (error) return <p>Sign-in failed: {error.message}</p>;
  return isLoading ? <p>One moment …</p> : null;
}`,
      ),
    ),
    step(
      'Sign in, sign out, show who it is',
      'サインイン・サインアウト・本人の表示',
      code(
        'src/home.tsx',
        ({ redirectUri, signOutUri }) => `import { type IdTokenClaims, useLogto } from '@logto/react';
import { useEffect, useState } from 'react';

export function Home() {
  const { isAuthenticated, signIn, signOut, getIdTokenClaims } = useLogto();
  const [user, setUser] = useState<IdTokenClaims>();

  useEffect(() => {
    if (isAuthenticated) void getIdTokenClaims().then(setUser);
  }, [isAuthenticated, getIdTokenClaims]);

  if (!isAuthenticated) {
    return <button onClick={() => signIn('${redirectUri}')}>Sign in</button>;
  }
  return (
    <>
      <p>Hello {user?.name ?? user?.username ?? user?.sub}</p>
      <button onClick={() => signOut('${signOutUri}')}>Sign out</button>
    </>
  );
}`,
      ),
      text(
        'To open the page on sign-up, call `signIn` with `{ redirectUri, firstScreen: "register" }`.',
        'サインアップの画面から始めるには、`signIn` に `{ redirectUri, firstScreen: "register" }` を渡します。',
      ),
    ),
  ],
  trial: [
    code('Terminal', ({ redirectUri }) => `npx vite --port ${portOf(redirectUri, '5173')} --strictPort`),
    text('Open the app and choose *Sign in*.', 'アプリを開いて「Sign in」を選びます。'),
  ],
};
