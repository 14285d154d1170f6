/** Flask with the published Python package `logto` 0.2.1. */
import { addressesStep, code, type Guide, pathOf, portOf, step, text } from './guide.ts';

export const flask: Guide = {
  suggested: { redirectUri: 'http://localhost:3000/callback', signOutUri: 'http://localhost:3000/' },
  steps: [
    step(
      'Install the packages',
      'パッケージを入れる',
      text(
        'In the folder of your app, inside a virtual environment. The SDK is asynchronous, so Flask needs its `async` extra.',
        'アプリのフォルダーの仮想環境で実行します。SDK は非同期なので、Flask には `async` を付けます。',
      ),
      code(
        'Terminal',
        () => `python3 -m venv .venv
. .venv/bin/activate
pip install "logto==0.2.1" "flask[async]"`,
      ),
    ),
    addressesStep(),
    step(
      'Create the client',
      'クライアントを作る',
      text(
        'The SDK keeps what it remembers of a visitor in a storage that you give it. Flask’s own session will do: it is signed with `secret_key`, so set that to a random value of your own.',
        'SDK は訪問者ごとの情報を、渡されたストレージに保存します。Flask のセッションで十分です。セッションは `secret_key` で署名されるので、独自のランダムな値にしてください。',
      ),
      code(
        'app.py',
        ({ endpoint, id, secret }) => `import os

from flask import Flask, redirect, request, session
from logto import LogtoClient, LogtoConfig, LogtoException, Storage

app = Flask(__name__)
app.secret_key = os.environ["APP_SECRET_KEY"]


class SessionStorage(Storage):
    def get(self, key):
        return session.get(key)

    def set(self, key, value):
        session[key] = value

    def delete(self, key):
        session.pop(key, None)


client = LogtoClient(
    LogtoConfig(
        endpoint="${endpoint}",
        appId="${id}",
        appSecret="${secret}",
        scopes=["email"],
    ),
    storage=SessionStorage(),
)`,
      ),
    ),
    step(
      'Add the sign-in, callback and sign-out routes',
      'サインイン・コールバック・サインアウトのルートを加える',
      text(
        '`signIn` answers the address of the sign-in page. The callback trades the code in its own address for tokens; its address is the redirect URI that you registered. `interactionMode="signUp"` opens the page on sign-up.',
        '`signIn` はサインインページのアドレスを返します。コールバックは、アドレスに付いたコードをトークンに替えます。そのアドレスは登録したリダイレクト URI と同じです。`interactionMode="signUp"` を渡すとサインアップの画面から始まります。',
      ),
      code(
        'app.py',
        ({ redirectUri, signOutUri }) => `@app.route("/sign-in")
async def sign_in():
    return redirect(await client.signIn(redirectUri="${redirectUri}"))


@app.route("/sign-up")
async def sign_up():
    return redirect(
        await client.signIn(
            redirectUri="${redirectUri}",
            interactionMode="signUp",
        )
    )


@app.route("${pathOf(redirectUri)}")
async def callback():
    try:
        await client.handleSignInCallback(request.url)
    except LogtoException as error:
        return f"Sign-in failed: {error}", 400
    return redirect("/")


@app.route("/sign-out")
async def sign_out():
    return redirect(await client.signOut(postLogoutRedirectUri="${signOutUri}"))`,
      ),
    ),
    step(
      'Show who is signed in, and protect a page',
      'サインイン中の人を表示し、ページを保護する',
      text(
        'The claims of the ID token are there without a request. `fetchUserInfo` asks the server for the newest.',
        'ID トークンのクレームは通信なしで読めます。`fetchUserInfo` は最新の情報をサーバーに問い合わせます。',
      ),
      code(
        'app.py',
        () => `@app.route("/")
async def home():
    if not client.isAuthenticated():
        return '<a href="/sign-in">Sign in</a> or <a href="/sign-up">sign up</a>'
    claims = client.getIdTokenClaims()
    name = claims.name or claims.username or claims.sub
    return f'Hello {name}. <a href="/protected">My data</a> <a href="/sign-out">Sign out</a>'


@app.route("/protected")
async def protected():
    if not client.isAuthenticated():
        return redirect("/sign-in")
    userinfo = await client.fetchUserInfo()
    return {
        "idToken": client.getIdTokenClaims().model_dump(exclude_none=True),
        "userinfo": userinfo.model_dump(exclude_none=True),
    }`,
      ),
      text(
        'Names come from users: in a real page, print them through a template, which escapes them.',
        '名前はユーザーが入力した値です。実際のページでは、エスケープを行うテンプレートを通して表示してください。',
      ),
    ),
  ],
  trial: [
    code(
      'Terminal',
      ({
        redirectUri,
      }) => `export APP_SECRET_KEY="$(python3 -c 'import secrets; print(secrets.token_hex(32))')"
flask --app app run --host localhost --port ${portOf(redirectUri, '3000')}`,
    ),
    text(
      'Open the app, choose *Sign in*, sign in or sign up, and come back as yourself.',
      'アプリを開いて「Sign in」を選び、サインインまたはサインアップをすると、自分の名前で戻ってきます。',
    ),
  ],
};
