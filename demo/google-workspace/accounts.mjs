/** The people of the stand-in, and the client that was "registered in Google Cloud" for the demo. */

/** Who can be chosen on the account page. `hd` is the Workspace domain; a consumer account has none. */
export const accounts = [
  { sub: '108000000000000000001', email: 'taro@acme.com', given: 'Taro', family: 'Yamada', hd: 'acme.com' },
  { sub: '108000000000000000002', email: 'hanako@acme.com', given: 'Hanako', family: 'Sato', hd: 'acme.com' },
  {
    sub: '108000000000000000003',
    email: 'eve@evil.example',
    given: 'Eve',
    family: 'Mallory',
    hd: 'evil.example',
  },
  {
    sub: '108000000000000000004',
    email: 'someone@consumer.example',
    given: 'Some',
    family: 'One',
    hd: undefined,
  },
];

/** The claims that the granted scopes let through, in Google's shape; portraits lie below `pictures`. */
export function claimsOf(account, scopes, pictures) {
  const claims = { sub: account.sub };
  if (account.hd) claims.hd = account.hd;
  if (scopes.includes('email')) Object.assign(claims, { email: account.email, email_verified: true });
  if (scopes.includes('profile')) {
    Object.assign(claims, {
      name: `${account.given} ${account.family}`,
      given_name: account.given,
      family_name: account.family,
      picture: `${pictures}/${account.sub}`,
    });
  }
  return claims;
}

/** A drawn portrait: the first letter on a colour of its own. */
export function portrait({ given, sub }) {
  const hue = (Number(sub.slice(-1)) * 83) % 360;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><rect width="96" height="96" fill="hsl(${hue} 45% 45%)"/><text x="48" y="63" font-family="sans-serif" font-size="42" fill="white" text-anchor="middle">${given[0]}</text></svg>`;
}
