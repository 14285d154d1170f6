"""What the Python SDK does with tokens, driven by tokens.spec.mjs: one JSON line in, one JSON line out, in turn."""

import asyncio
import json
import sys

from logto import LogtoClient, LogtoConfig, Storage
from logto.models.oidc import UserInfoScope


class Memory(Storage):
    """Keeps what the client remembers in a dictionary."""

    def __init__(self):
        self.values = {}

    def get(self, key):
        return self.values.get(key)

    def set(self, key, value):
        self.values[key] = value

    def delete(self, key):
        self.values.pop(key, None)


def say(value):
    print(json.dumps(value), flush=True)


def hear():
    return json.loads(sys.stdin.readline())


async def main():
    told = hear()
    storage = Memory()
    client = LogtoClient(
        LogtoConfig(
            endpoint=told["endpoint"],
            appId=told["appId"],
            appSecret=told["appSecret"],
            resources=[told["resource"]],
            scopes=[
                "email",
                "phone",
                "read:books",
                "invite",
                UserInfoScope.custom_data,
                UserInfoScope.organizations,
                UserInfoScope.organization_roles,
            ],
        ),
        storage,
    )
    say({"url": await client.signIn(redirectUri=told["redirectUri"], interactionMode="signIn")})
    await client.handleSignInCallback(hear()["callback"])
    resource = await client.getAccessTokenClaims(told["resource"])
    organization, other = await asyncio.gather(
        *[client.getOrganizationTokenClaims(id) for id in told["organizationIds"]]
    )
    # Without its cached access token the client renews it with the refresh token, as it does after an hour.
    storage.delete("accessTokenMap")
    userinfo = await client.fetchUserInfo()
    say(
        {
            "idToken": client.getIdTokenClaims().model_dump(),
            "resource": resource.model_dump(),
            "organizations": [organization.model_dump(), other.model_dump()],
            "userinfo": userinfo.model_dump(),
            "refreshToken": client.getRefreshToken() is not None,
            "signOut": await client.signOut(postLogoutRedirectUri=told["redirectUri"]),
            "authenticated": client.isAuthenticated(),
        }
    )


asyncio.run(main())
