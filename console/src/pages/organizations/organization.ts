import type { AnswerOf } from '../../api.ts';

/** An organization, its template and its invitations as the Management API gives them. */
export type Organization = AnswerOf<'GET /api/organizations/:id'>;
export type ListedOrganization = AnswerOf<'GET /api/organizations'>[number];
export type OrganizationRole = AnswerOf<'GET /api/organization-roles'>[number];
export type OrganizationScope = AnswerOf<'GET /api/organization-scopes'>[number];
export type Invitation = AnswerOf<'GET /api/organization-invitations'>[number];
