"""Bookstore: a small Flask app that signs its readers in through Genkan with the `logto` package.

What the app keeps of a signed-in reader lies in Flask's own session. Settings come from the environment or from
`.env`: LOGTO_ENDPOINT, LOGTO_APP_ID, LOGTO_APP_SECRET, APP_SECRET_KEY and PORT.
"""

import os
import sys
from functools import wraps

from aiohttp import ClientError
from dotenv import load_dotenv
from flask import Flask, redirect, render_template, request, session, url_for
from logto import LogtoClient, LogtoConfig, LogtoException, Storage
from logto.models.oidc import UserInfoScope

load_dotenv()

PORT = int(os.environ.get("PORT") or 3000)
HOME = f"http://localhost:{PORT}/"
CALLBACK = f"http://localhost:{PORT}/callback"


def setting(name):
    """The value of a required setting; without it the app does not start."""
    value = os.environ.get(name)
    if not value:
        sys.exit(f"{name} is not set: copy .env.example to .env and fill it in.")
    return value


class SessionStorage(Storage):
    """Keeps the tokens of the reader in Flask's session."""

    def get(self, key):
        return session.get(key)

    def set(self, key, value):
        session[key] = value

    def delete(self, key):
        session.pop(key, None)


config = LogtoConfig(
    endpoint=setting("LOGTO_ENDPOINT").rstrip("/"),
    appId=setting("LOGTO_APP_ID"),
    appSecret=setting("LOGTO_APP_SECRET"),
    scopes=["email", UserInfoScope.organizations],
)

app = Flask(__name__)
app.secret_key = setting("APP_SECRET_KEY")
# Cookies do not know ports: a name of its own keeps this one apart from other apps on localhost.
app.config.update(SESSION_COOKIE_NAME="bookstore_session", SESSION_COOKIE_SAMESITE="Lax")


def client():
    """A client for this request; everything it remembers lies in the session."""
    return LogtoClient(config, SessionStorage())


def claims(model):
    """The claims of an ID token or of userinfo as (name, value) pairs, those without a value left out."""
    return [(name, value) for name, value in model.model_dump().items() if value is not None]


def signed_in(view):
    """Sends readers who are not signed in to the sign-in page."""

    @wraps(view)
    async def guarded(*args, **kwargs):
        if not client().isAuthenticated():
            return redirect(url_for("sign_in"))
        return await view(*args, **kwargs)

    return guarded


@app.route("/")
async def home():
    logto = client()
    reader = logto.getIdTokenClaims() if logto.isAuthenticated() else None
    return render_template("home.html", reader=reader)


@app.route("/sign-in")
async def sign_in():
    return redirect(await client().signIn(redirectUri=CALLBACK))


@app.route("/sign-up")
async def sign_up():
    return redirect(await client().signIn(redirectUri=CALLBACK, interactionMode="signUp"))


@app.route("/callback")
async def callback():
    await client().handleSignInCallback(request.url)
    return redirect(url_for("home"))


@app.route("/sign-out")
async def sign_out():
    return redirect(await client().signOut(postLogoutRedirectUri=HOME))


@app.route("/protected")
@signed_in
async def protected():
    logto = client()
    id_token = claims(logto.getIdTokenClaims())
    userinfo = claims(await logto.fetchUserInfo())
    return render_template("protected.html", id_token=id_token, userinfo=userinfo)


@app.errorhandler(LogtoException)
def sign_in_failed(error):
    """The reader cancelled, came back with an old link, or the server said no."""
    return render_template("failed.html", reason=str(error)), 400


@app.errorhandler(ClientError)
def server_unreachable(_error):
    """LOGTO_ENDPOINT does not answer."""
    return render_template("failed.html", reason=f"{config.endpoint} cannot be reached"), 502


if __name__ == "__main__":
    app.run(host="localhost", port=PORT)
