/** Tenants, their administrators, settings and signing keys. */
import type { Json, JsonObject, Optional } from './column.ts';

export type TenantsTable = { id: string; origin: string; name: string; createdAt: number };

/** Settings of the installation as a whole: master-key check value, schema's oldest compatible server … */
export type SystemSettingsTable = { key: string; value: string };

export type SetupLinksTable = {
  tokenHash: string;
  createdAt: number;
  expiresAt: number;
  consumedAt: Optional<number>;
};

/** Which administrators (users of tenant `admin`) may manage which tenant. */
export type TenantAdministratorsTable = { tenantId: string; userId: string; role: string; createdAt: number };

/** Other settings of a tenant by name: audit retention, extended ID-token claims … */
export type TenantSettingsTable = { tenantId: string; name: string; settings: Json<JsonObject> };

export type SigningKeysTable = {
  tenantId: string;
  id: string;
  algorithm: string;
  publicJwk: Json<JsonObject>;
  sealedPrivateJwk: string;
  createdAt: number;
  /** From this time on the newest such key signs; until then it is only published (`Next`). */
  activatesAt: number;
};

/** Which keys authenticate a tenant's cookies; the secrets follow from the master key. */
export type CookieKeysTable = { tenantId: string; id: string; createdAt: number };

export type TenantsTables = {
  tenants: TenantsTable;
  systemSettings: SystemSettingsTable;
  setupLinks: SetupLinksTable;
  tenantAdministrators: TenantAdministratorsTable;
  tenantSettings: TenantSettingsTable;
  signingKeys: SigningKeysTable;
  cookieKeys: CookieKeysTable;
};
