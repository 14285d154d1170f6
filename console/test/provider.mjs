/** A stand-in for an identity provider: no more than the discovery document that the console's tests need. */
import { once } from 'node:events';
import { createServer } from 'node:http';

/** Starts it on a free port of loopback; gives its issuer and `stop`. */
export async function startProvider() {
  const server = createServer((request, answer) => {
    const issuer = `http://localhost:${server.address().port}`;
    answer.setHeader('content-type', 'application/json');
    if (request.url !== '/.well-known/openid-configuration') {
      answer.statusCode = 404;
      answer.end('{}');
      return;
    }
    answer.end(
      JSON.stringify({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        userinfo_endpoint: `${issuer}/userinfo`,
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
      }),
    );
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  return {
    issuer: `http://localhost:${server.address().port}`,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
