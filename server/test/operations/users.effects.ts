/** Fields of users. */
import assert from 'node:assert/strict';
import { PASSWORD, provePassword } from '../sign-in.ts';
import { type Effect, type Effects, type Fields, idTokenOf, together, userinfoOf } from './effects.ts';
import type { Stage } from './stage.ts';

const NEW_PASSWORD = 'Noisy-station-58-candles';

type Make = (stage: Stage, fields: Fields) => Promise<string>;
const made: Make = async (stage, fields) =>
  (await stage.call('POST /api/users', { body: fields }, 200)).body.id;
const changed: Make = async (stage, fields) => {
  const { id: userId } = await stage.make.user();
  await stage.call('PATCH /api/users/:userId', { params: { userId }, body: fields }, 200);
  return userId;
};

const PROFILE = {
  familyName: 'Yamada',
  givenName: 'Taro',
  middleName: 'J',
  nickname: 'Tai',
  preferredUsername: 'tai',
  profile: 'https://taro.example/profile',
  website: 'https://taro.example',
  gender: 'unknown',
  birthdate: '1990-01-01',
  zoneinfo: 'Asia/Tokyo',
  locale: 'ja-JP',
  address: {
    formatted: '1-1 Chiyoda, Tokyo',
    streetAddress: '1-1 Chiyoda',
    locality: 'Chiyoda',
    region: 'Tokyo',
    postalCode: '100-0001',
    country: 'JP',
  },
};
const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const profileFields = Object.entries(PROFILE).flatMap(([name, value]) =>
  typeof value === 'string'
    ? [`profile.${name}`]
    : Object.keys(value).map((part) => `profile.${name}.${part}`),
);

/** Every part of a profile is a claim at userinfo. */
const profile =
  (make: Make): Effect =>
  async (stage) => {
    const claims = await userinfoOf(stage, await make(stage, { profile: PROFILE }), 'profile address');
    // The address has its members as the wire contract spells them, and as OpenID Connect Core §5.1.1 does.
    const { streetAddress: street_address, postalCode: postal_code } = PROFILE.address;
    const told = { ...PROFILE, address: { ...PROFILE.address, street_address, postal_code } };
    for (const [name, value] of Object.entries(told)) assert.deepEqual(claims[snake(name)], value, name);
  };
const claim = (make: Make, field: string, value: string, name: string) => async (stage: Stage) => {
  const userId = await make(stage, { [field]: value });
  assert.equal((await idTokenOf(stage, userId, 'profile email'))[name], value);
};
const customData = (make: Make) => async (stage: Stage) => {
  const userId = await make(stage, { customData: { shelf: 3 } });
  assert.deepEqual((await userinfoOf(stage, userId, 'custom_data')).custom_data, { shelf: 3 });
};
const common = (make: Make, mark: string): Record<string, Effect> => ({
  username: claim(make, 'username', `user_${mark}`, 'username'),
  primaryEmail: claim(make, 'primaryEmail', `${mark}@mail.example`, 'email'),
  name: claim(make, 'name', 'Hanako', 'name'),
  avatar: claim(make, 'avatar', 'https://pictures.example/1.png', 'picture'),
  customData: customData(make),
  ...together(profileFields, profile(make)),
});

/** The status of proving a password on the sign-in page. */
const proves = async (stage: Stage, username: string, password: string): Promise<number> =>
  (await provePassword(await stage.begun('SignIn'), username, password)).status;

const partly = (operation: 'custom-data' | 'profile'): Make => {
  const patch = `PATCH /api/users/:userId/${operation}` as const;
  return async (stage, fields) => {
    const { id: userId } = await stage.make.user();
    await stage.call(patch, { params: { userId }, body: fields }, 200);
    return userId;
  };
};

export const usersEffects: Effects = {
  'POST /api/users': {
    ...common(made, 'made'),
    password: async (stage) => {
      const username = stage.unique('user');
      await made(stage, { username, password: NEW_PASSWORD });
      assert.equal(await proves(stage, username, NEW_PASSWORD), 200);
    },
  },
  'PATCH /api/users/:userId': common(changed, 'changed'),
  'PATCH /api/users/:userId/password': {
    password: async (stage) => {
      const { id: userId, username } = await stage.addUser({ username: stage.unique('user') });
      const request = { params: { userId }, body: { password: NEW_PASSWORD } };
      await stage.call('PATCH /api/users/:userId/password', request, 200);
      assert.equal(await proves(stage, String(username), PASSWORD), 422);
      assert.equal(await proves(stage, String(username), NEW_PASSWORD), 200);
    },
  },
  'POST /api/users/:userId/password/verify': {
    password: async (stage) => {
      const { id: userId } = await stage.addUser({ username: stage.unique('user') });
      const verify = (password: string, status: number) =>
        stage.call(
          'POST /api/users/:userId/password/verify',
          { params: { userId }, body: { password } },
          status,
        );
      await verify(PASSWORD, 204);
      await verify(NEW_PASSWORD, 422);
    },
  },
  'PATCH /api/users/:userId/is-suspended': {
    isSuspended: async (stage) => {
      const { id: userId, username } = await stage.addUser({ username: stage.unique('user') });
      for (const [isSuspended, status] of [
        [true, 401],
        [false, 200],
      ] as const) {
        const request = { params: { userId }, body: { isSuspended } };
        await stage.call('PATCH /api/users/:userId/is-suspended', request, 200);
        assert.equal(await proves(stage, String(username), PASSWORD), status);
      }
    },
  },
  'PATCH /api/users/:userId/custom-data': { customData: customData(partly('custom-data')) },
  'PATCH /api/users/:userId/profile': together(profileFields, profile(partly('profile'))),
};
