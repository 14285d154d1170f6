/** Any language and library that speaks OpenID Connect: what to set, and the two addresses behind it. */
import { addressesStep, code, type Guide, type Step, step, text } from './guide.ts';

const settings = (confidential: boolean): Step =>
  step(
    'Give your library these settings',
    'ライブラリに次の設定を渡す',
    text(
      confidential
        ? 'Most libraries need the issuer, the id and the secret only, and read the rest from the discovery document. The secret may be sent as HTTP Basic or in the form.'
        : 'Most libraries need the issuer and the id only, and read the rest from the discovery document. An app like this cannot keep a secret: it uses PKCE (S256) instead.',
      confidential
        ? '多くのライブラリは発行者・ID・シークレットだけで足り、残りはディスカバリー文書から読み取ります。シークレットは HTTP Basic でもフォームでも送れます。'
        : '多くのライブラリは発行者と ID だけで足り、残りはディスカバリー文書から読み取ります。この種のアプリはシークレットを守れないため、代わりに PKCE(S256)を使います。',
    ),
    code('Settings', ({ issuer, id, secret, redirectUri, signOutUri }) =>
      [
        `issuer                    ${issuer}`,
        `discovery                 ${issuer}/.well-known/openid-configuration`,
        `client_id                 ${id}`,
        ...(confidential ? [`client_secret             ${secret}`] : []),
        `redirect_uri              ${redirectUri}`,
        `post_logout_redirect_uri  ${signOutUri}`,
        'response_type             code',
        'code_challenge_method     S256',
        'scope                     openid profile email offline_access',
      ].join('\n'),
    ),
  );

const requests = (confidential: boolean): Step =>
  step(
    'What goes over the wire',
    'やり取りの中身',
    text(
      'Send the browser to the first address with a fresh `state` and challenge; trade the code that comes back for tokens with the second. A refresh token comes with `offline_access` and `prompt=consent`.',
      '毎回新しい `state` とチャレンジを付けて、ブラウザーを 1 つ目のアドレスへ送ります。戻ってきたコードは 2 つ目でトークンに替えます。リフレッシュトークンは `offline_access` と `prompt=consent` を付けると発行されます。',
    ),
    code(
      'Browser',
      ({ issuer, id, redirectUri }) => `${issuer}/auth
  ?client_id=${id}
  &redirect_uri=${encodeURIComponent(redirectUri)}
  &response_type=code
  &scope=openid%20profile%20email%20offline_access
  &prompt=consent
  &state=…
  &code_challenge=…
  &code_challenge_method=S256`,
    ),
    code(
      'Terminal',
      ({ issuer, id, secret, redirectUri }) => `curl -sS ${issuer}/token \\
${confidential ? `  -u '${id}:${secret}' \\\n` : `  -d client_id=${id} \\\n`}  -d grant_type=authorization_code \\
  -d code="$CODE" \\
  -d code_verifier="$VERIFIER" \\
  --data-urlencode 'redirect_uri=${redirectUri}'`,
    ),
  );

const guide = (confidential: boolean, suggested: Guide['suggested']): Guide => ({
  ...(suggested ? { suggested } : {}),
  steps: [addressesStep(), settings(confidential), requests(confidential)],
  trial: [text('Start your app and sign in once.', 'アプリを起動して、一度サインインしてください。')],
});

export const traditional = guide(true, {
  redirectUri: 'http://localhost:3000/callback',
  signOutUri: 'http://localhost:3000/',
});

export const singlePage = guide(false, {
  redirectUri: 'http://localhost:5173/callback',
  signOutUri: 'http://localhost:5173/',
});

export const native = guide(false, {
  redirectUri: 'com.example.app://callback',
  signOutUri: 'com.example.app://signed-out',
});
