/** Next.js App Router with the server actions of `@logto/next` 4. */
import { addressesStep, code, type Guide, originOf, portOf, step, text } from './guide.ts';

export const next: Guide = {
  suggested: { redirectUri: 'http://localhost:3000/callback', signOutUri: 'http://localhost:3000/' },
  steps: [
    step(
      'Install the package',
      'パッケージを入れる',
      code('Terminal', () => 'npm install @logto/next'),
    ),
    addressesStep(),
    step(
      'Write down the settings',
      '設定を書く',
      text(
        'The SDK keeps the session in an encrypted cookie; `cookieSecret` is its key: at least 32 random characters, such as those of `openssl rand -hex 32`.',
        'SDK はセッションを暗号化した Cookie に保存します。`cookieSecret` はその鍵で、`openssl rand -hex 32` などで作った 32 文字以上のランダムな値にします。',
      ),
      code(
        '.env.local',
        ({ endpoint, id, secret, redirectUri }) => `LOGTO_ENDPOINT=${endpoint}
LOGTO_APP_ID=${id}
LOGTO_APP_SECRET=${secret}
LOGTO_BASE_URL=${originOf(redirectUri)}
LOGTO_COOKIE_SECRET=`,
      ),
      code(
        'app/logto.ts',
        () => `import { type LogtoNextConfig, UserScope } from '@logto/next';

export const logtoConfig: LogtoNextConfig = {
  endpoint: process.env.LOGTO_ENDPOINT!,
  appId: process.env.LOGTO_APP_ID!,
  appSecret: process.env.LOGTO_APP_SECRET!,
  baseUrl: process.env.LOGTO_BASE_URL!,
  cookieSecret: process.env.LOGTO_COOKIE_SECRET!,
  cookieSecure: process.env.NODE_ENV === 'production',
  scopes: [UserScope.Email],
};`,
      ),
    ),
    step(
      'Receive people who come back',
      '戻ってきた人を受け取る',
      text(
        'A route handler at `/callback` trades the code in its address for tokens.',
        '`/callback` のルートハンドラーが、アドレスに付いたコードをトークンに替えます。',
      ),
      code(
        'app/callback/route.ts',
        () => `import { handleSignIn } from '@logto/next/server-actions';
import { redirect } from 'next/navigation';
import type { NextRequest } from 'next/server';
import { logtoConfig } from '../logto';

export async function GET(request: NextRequest) {
  await handleSignIn(logtoConfig, request.nextUrl.searchParams);
  redirect('/');
}`,
      ),
    ),
    step(
      'Sign in, sign out, show who it is',
      'サインイン・サインアウト・本人の表示',
      code(
        'app/page.tsx',
        ({
          redirectUri,
          signOutUri,
        }) => `import { getLogtoContext, signIn, signOut } from '@logto/next/server-actions';
import { logtoConfig } from './logto';

export default async function Home() {
  const { isAuthenticated, claims } = await getLogtoContext(logtoConfig);

  if (!isAuthenticated) {
    return (
      <form
        action={async () => {
          'use server';
          await signIn(logtoConfig, { redirectUri: '${redirectUri}' });
        }}
      >
        <button>Sign in</button>
      </form>
    );
  }
  return (
    <form
      action={async () => {
        'use server';
        await signOut(logtoConfig, '${signOutUri}');
      }}
    >
      <p>Hello {claims?.name ?? claims?.username ?? claims?.sub}</p>
      <button>Sign out</button>
    </form>
  );
}`,
      ),
      text(
        'To open the page on sign-up, add `firstScreen: "register"` beside `redirectUri`.',
        'サインアップの画面から始めるには、`redirectUri` と並べて `firstScreen: "register"` を渡します。',
      ),
    ),
  ],
  trial: [
    code('Terminal', ({ redirectUri }) => `npx next dev --port ${portOf(redirectUri, '3000')}`),
    text('Open the app and choose *Sign in*.', 'アプリを開いて「Sign in」を選びます。'),
  ],
};
