/** The yardstick: a bare `node:http` server that signs one ES256 JWT a request and does nothing else. */
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createServer } from 'node:http';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const protectedHeader = encode({ alg: 'ES256', kid: 'bench', typ: 'at+jwt' });

function signedToken() {
  const now = Math.floor(Date.now() / 1000);
  const claims = encode({
    iss: 'http://localhost/oidc',
    sub: 'bench',
    client_id: 'bench',
    aud: 'https://default.logto.app/api',
    scope: 'all',
    iat: now,
    exp: now + 3600,
    jti: randomUUID(),
  });
  const signed = `${protectedHeader}.${claims}`;
  return `${signed}.${sign('sha256', signed, { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

const server = createServer((_request, response) => {
  const body = JSON.stringify({
    access_token: signedToken(),
    token_type: 'Bearer',
    expires_in: 3600,
    scope: 'all',
  });
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
});
server.listen(0, 'localhost', () => process.send({ port: server.address().port }));
process.on('disconnect', () => process.exit(0));
