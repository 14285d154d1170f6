/** The sections of the API's documents: which operations stand together, and what they are about. */

type Section = { readonly name: string; readonly description: string };

const users = {
  name: 'Users',
  description: 'Who signs in: profile, password, second factors, identities, tokens, sessions and grants.',
};
const configs = {
  name: 'Configuration',
  description: 'Settings of the tenant: keys, sessions, scripts, claims of ID tokens, limits, retention.',
};
const connectors = {
  name: 'Connectors',
  description: 'Providers of e-mail, text messages and social sign-in that are set up.',
};
const inbox = {
  name: 'Development inbox',
  description: 'Messages that were written while no connector sends them.',
};
const organizationTemplate = {
  name: 'Organization template',
  description: 'Roles and permissions that every organization has.',
};
const ssoConnectors = {
  name: 'Enterprise connectors',
  description: 'Identity providers of companies, their domains and their signing keys.',
};
const administrators = {
  name: 'Administrators',
  description: 'Who may use the console, by which role, and who is invited.',
};
const documents = {
  name: 'Documents',
  description: 'What describes this API, and whether the server answers.',
};

/** Section by the beginning of the path; the longest one that fits wins. */
const SECTIONS: Readonly<Record<string, Section>> = {
  '/api/applications': {
    name: 'Applications',
    description: 'Clients: their addresses, secrets, permissions, look and who may use them.',
  },
  '/api/cimd': {
    name: 'Clients by document',
    description: 'What clients that are known by a metadata document may ask users for.',
  },
  '/api/resources': {
    name: 'API resources',
    description: 'APIs that access tokens are made for, and their permissions.',
  },
  '/api/roles': { name: 'Roles', description: 'Roles of users and machines, their permissions and holders.' },
  '/api/users': users,
  '/api/organizations': {
    name: 'Organizations',
    description: 'Members and machines with their roles, provisioning, required second factor, look.',
  },
  '/api/organization-invitations': {
    name: 'Organization invitations',
    description: 'Invitations to organizations, sent by e-mail.',
  },
  '/api/organization-roles': organizationTemplate,
  '/api/organization-scopes': organizationTemplate,
  '/api/one-time-tokens': {
    name: 'One-time tokens',
    description: 'Tokens for an address that let somebody sign in once.',
  },
  '/api/subject-tokens': {
    name: 'Subject tokens',
    description: 'Tokens by which an application acts for a user, for the token exchange (RFC 8693).',
  },
  '/api/verification-codes': {
    name: 'Verification codes',
    description: 'Codes that prove an address or a number.',
  },
  '/api/sentinel-activities': {
    name: 'Lock-outs',
    description: 'Identifiers that are locked after too many wrong guesses.',
  },
  '/api/configs': configs,
  '/api/systems': configs,
  '/api/configs/development-inbox': inbox,
  '/api/development-inbox': inbox,
  '/api/my-account': {
    name: 'My account',
    description: 'The signed-in user’s own account, with the access token for userinfo.',
  },
  '/api/dashboard': { name: 'Dashboard', description: 'Numbers of users: all, new and active.' },
  '/api/sso-connector-providers': ssoConnectors,
  '/api/sso-connector-reach': ssoConnectors,
  '/api/sso-connectors': ssoConnectors,
  '/api/secrets': { name: 'Secrets', description: 'Tokens of identity providers that are kept for users.' },
  '/api/sign-in-exp': {
    name: 'Sign-in experience',
    description: 'Ways to sign in and up, policies, look and content of the hosted pages.',
  },
  '/api/.well-known': {
    name: 'Well-known',
    description: 'What anybody may know of a tenant: its sign-in experience, words and documents.',
  },
  '/api/.well-known/management.openapi.json': documents,
  '/api/.well-known/experience.openapi.json': documents,
  '/api/.well-known/user.openapi.json': documents,
  '/api/swagger.json': documents,
  '/api/status': documents,
  '/api/custom-phrases': {
    name: 'Custom phrases',
    description: 'A tenant’s own words on the hosted pages, by language.',
  },
  '/api/custom-profile-fields': {
    name: 'Custom profile fields',
    description: 'What is asked of somebody who signs up.',
  },
  '/api/user-assets': { name: 'User assets', description: 'Uploaded images.' },
  '/api/captcha-provider': {
    name: 'Captcha provider',
    description: 'The service that tells people from programs.',
  },
  '/api/account-center': {
    name: 'Account center',
    description: 'What users may see and change of their own account.',
  },
  '/api/domains': { name: 'Domains', description: 'A tenant’s own host names, proved by DNS.' },
  '/api/experience': {
    name: 'Experience',
    description: 'A sign-in under way, step by step, as the hosted pages drive it.',
  },
  '/api/connector-factories': {
    name: 'Connector factories',
    description: 'Kinds of connectors that this server has.',
  },
  '/api/connectors': connectors,
  '/api/email-templates': {
    name: 'Email templates',
    description: 'What e-mails say, by language and kind.',
  },
  '/api/logs': { name: 'Audit logs', description: 'What happened: every step, refusal and change.' },
  '/api/hooks': { name: 'Webhooks', description: 'Who is told of events, and what was delivered.' },
  '/api/administrators': administrators,
  '/api/administrator-invitations': administrators,
  '/api/administrator-roles': administrators,
  '/api/tenants': { name: 'Tenants', description: 'The tenants of this installation.' },
  '/console/api': { name: 'Console', description: 'The console’s own session and its first set-up.' },
};

const isBelow = (path: string, beginning: string): boolean =>
  path === beginning || path.startsWith(`${beginning}/`);

/** The section of a route's path. Throws for a path that is in none, and says where to add it. */
export const sectionOf = (path: string): Section => {
  const [found] = Object.keys(SECTIONS)
    .filter((beginning) => isBelow(path, beginning))
    .sort((a, b) => b.length - a.length);
  if (found === undefined) {
    throw new Error(`${path} has no section: add a line for it to SECTIONS in server/src/http/sections.ts`);
  }
  return SECTIONS[found] as Section;
};

/** The sections of some paths, each once, in the order of the list above. */
export const sectionsOf = (paths: readonly string[]): readonly Section[] => {
  const used = new Set(paths.map(sectionOf));
  return [...new Set(Object.values(SECTIONS))].filter((section) => used.has(section));
};
