/**
 * `node demo/google-workspace/main.mjs`: the stand-in as a program. Settings: STAND_IN_PORT and STAND_IN_API_PORT
 * (free ports otherwise), STAND_IN_CLIENT_ID, STAND_IN_CLIENT_SECRET (random otherwise), STAND_IN_REDIRECT_URIS (comma
 * separated), STAND_IN_TOKEN_SECONDS. Prints one line of JSON once it listens: issuer, apiOrigin, clientId, clientSecret.
 */
import { randomBytes } from 'node:crypto';
import { startProvider } from './provider.mjs';

const env = process.env;
const client = {
  id: env.STAND_IN_CLIENT_ID ?? `${randomBytes(6).toString('hex')}.apps.workspace.localhost`,
  secret: env.STAND_IN_CLIENT_SECRET ?? `STANDIN-${randomBytes(18).toString('base64url')}`,
  name: 'Genkan',
  redirectUris: (env.STAND_IN_REDIRECT_URIS ?? '').split(',').filter(Boolean),
};

const provider = await startProvider({
  port: Number(env.STAND_IN_PORT ?? 0),
  apiPort: Number(env.STAND_IN_API_PORT ?? 0),
  clients: [client],
  accessTokenSeconds: Number(env.STAND_IN_TOKEN_SECONDS ?? 3599),
});
const { issuer, apiOrigin } = provider;
process.stdout.write(
  `${JSON.stringify({ issuer, apiOrigin, clientId: client.id, clientSecret: client.secret })}\n`,
);

for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => provider.close().then(() => process.exit(0)));
