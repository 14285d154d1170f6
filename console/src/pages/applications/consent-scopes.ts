/** What applications may ask their users for, as rows of one form whatever their kind. */
import type { AnswerOf } from '../../api.ts';
import { thirdPartyTexts } from './third-party-texts.ts';

/** As the API gives it: for one application, or for all that are known by a document. */
export type ConsentScopes = AnswerOf<'GET /api/applications/:applicationId/user-consent-scopes'>;

export const scopeKinds = [
  'userScopes',
  'resourceScopes',
  'organizationScopes',
  'organizationResourceScopes',
] as const;
export type ScopeKind = (typeof scopeKinds)[number];

/** The name of a kind in the address of one permission. */
export const scopeTypes: Readonly<Record<ScopeKind, string>> = {
  userScopes: 'user-scopes',
  resourceScopes: 'resource-scopes',
  organizationScopes: 'organization-scopes',
  organizationResourceScopes: 'organization-resource-scopes',
};

/** One permission: its name for programs, and what the consent page says of it. */
export type AskedScope = { id: string; name: string; text: string; api?: string };

type Words = (typeof thirdPartyTexts)['en']['scopes'];
export type UserScope = keyof Words;
export const userScopes = Object.keys(thirdPartyTexts.en.scopes) as UserScope[];

const ofResources = (groups: ConsentScopes['resourceScopes']): AskedScope[] =>
  groups.flatMap(({ resource, scopes }) =>
    scopes.map(({ id, name, description }) => ({
      id,
      name,
      text: description?.trim() || name,
      api: resource.name,
    })),
  );

/** The permissions of one kind. */
export const scopesOfKind = (scopes: ConsentScopes, kind: ScopeKind, words: Words): AskedScope[] => {
  if (kind === 'userScopes') {
    return scopes.userScopes.map((name) => ({ id: name, name, text: words[name as UserScope] ?? name }));
  }
  if (kind === 'organizationScopes') {
    return scopes.organizationScopes.map(({ id, name, description }) => ({
      id,
      name,
      text: description?.trim() || name,
    }));
  }
  return ofResources(scopes[kind]);
};
