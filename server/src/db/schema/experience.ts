/** Phrases of the pages, profile fields that are asked for, and custom domains. */
import type { Json, JsonObject, Optional } from './column.ts';

/** A tenant's own words for the pages, by language. */
export type CustomPhrasesTable = {
  tenantId: string;
  id: string;
  languageTag: string;
  translation: Json<JsonObject>;
};

export type ProfileFieldsTable = {
  tenantId: string;
  id: string;
  /** A member of a user's profile, or else of the custom data. */
  name: string;
  type: string;
  label: string;
  description: Optional<string>;
  required: boolean;
  config: Json<JsonObject>;
  sieOrder: number;
  createdAt: number;
};

export type DomainsTable = {
  tenantId: string;
  id: string;
  /** Host name in lower case, in ASCII. */
  domain: string;
  status: 'PendingVerification' | 'PendingSsl' | 'Active' | 'Error';
  errorMessage: Optional<string>;
  /** The kind of `errorMessage`. */
  problem: Optional<string>;
  /** Since when the proof of a domain in use has been missing. */
  missingSince: Optional<number>;
  /** What the TXT record must say. */
  proof: string;
  /** Path below /.well-known → content. */
  verificationFiles: Json<JsonObject>;
  createdAt: number;
  /** 0: never. */
  checkedAt: number;
};

/** A package of own sign-in pages. */
export type CustomUiPackagesTable = {
  tenantId: string;
  id: string;
  /** Path → digest and size; the storage of assets has the bytes. */
  files: Json<JsonObject>;
  bytes: number;
  createdAt: number;
};

export type ExperienceTables = {
  customUiPackages: CustomUiPackagesTable;
  customPhrases: CustomPhrasesTable;
  profileFields: ProfileFieldsTable;
  domains: DomainsTable;
};
