import type { Named, RoleKind } from '../../entities.ts';

export type Organization = {
  id: string;
  name: string;
  description: string | null;
  customData: Record<string, unknown>;
  createdAt: number;
  usersCount?: number;
};

export type OrganizationRole = {
  id: string;
  name: string;
  description: string | null;
  type: RoleKind;
  scopes: Named[];
  resourceScopes: (Named & { resource: Named })[];
};

export type OrganizationScope = { id: string; name: string; description: string | null };
