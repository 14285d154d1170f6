/** Connectors for messages and social sign-in, templates of messages, codes that prove an address by the API. */
import type { Generated } from 'kysely';
import type { Json, JsonObject, Optional } from './column.ts';

export type ConnectorsTable = {
  tenantId: string;
  id: string;
  /** The kind of connector, built in or loaded. */
  factoryId: string;
  type: 'Email' | 'Sms' | 'Social';
  target: string;
  /** Of social connectors only. */
  platform: Optional<'Native' | 'Universal' | 'Web'>;
  /** The settings without their secrets. */
  config: Json<JsonObject>;
  /** An object of path → secret, sealed for this connector. */
  sealedSecrets: Optional<string>;
  /** Own target, name and logos of a connector that may be set up several times. */
  metadata: Json<JsonObject>;
  /** What a social connector's provider said of itself when the settings were saved. */
  checked: Json<JsonObject>;
  syncProfile: boolean;
  enableTokenStorage: boolean;
  /** Messages handed to the provider since the connector was set up. */
  sentMessages: Generated<number>;
  createdAt: number;
  updatedAt: number;
};

/** Somebody has left for a social provider on behalf of an API caller; used up by coming back. */
export type SocialDeparturesTable = {
  tenantId: string;
  connectorId: string;
  stateHash: string;
  /** Who asked: nobody else's answer is taken. */
  actor: string;
  sealedMemory: string;
  createdAt: number;
  expiresAt: number;
};

export type EmailTemplatesTable = {
  tenantId: string;
  id: string;
  languageTag: string;
  templateType: string;
  details: Json<JsonObject>;
  createdAt: number;
};

/** The one living code of an address: a newer one takes its place. */
export type AddressCodesTable = {
  tenantId: string;
  /** `email:` or `phone:` and the address in its one form. */
  identifier: string;
  codeHash: string;
  attempts: number;
  createdAt: number;
  expiresAt: number;
};

export type ConnectorTables = {
  connectors: ConnectorsTable;
  socialDepartures: SocialDeparturesTable;
  emailTemplates: EmailTemplatesTable;
  addressCodes: AddressCodesTable;
};
