/**
 * Every table once, as the stores see it; a file for each capability. Names are camelCase here and snake_case in the
 * database (db/names.ts translates). Times are integer milliseconds; ids are text; booleans are stored as 0/1 and JSON as text on both
 * databases, and decoded by column name with the lists of column-kinds.ts.
 */
import type { AccessTables } from './schema/access.ts';
import type { AdministrationTables } from './schema/administration.ts';
import type { ApplicationsTables } from './schema/applications.ts';
import type { AuditTables } from './schema/audit.ts';
import type { ConnectorTables } from './schema/connectors.ts';
import type { ExperienceTables } from './schema/experience.ts';
import type { FederationTables } from './schema/federation.ts';
import type { GrantsTables } from './schema/grants.ts';
import type { OauthTables } from './schema/oauth.ts';
import type { OrganizationsTables } from './schema/organizations.ts';
import type { OutboxTables } from './schema/outbox.ts';
import type { ScriptingTables } from './schema/scripting.ts';
import type { SigninTables } from './schema/signin.ts';
import type { TenantsTables } from './schema/tenants.ts';
import type { UsersTables } from './schema/users.ts';
import type { WebhooksTables } from './schema/webhooks.ts';

export type * from './schema/access.ts';
export type * from './schema/administration.ts';
export type * from './schema/applications.ts';
export type * from './schema/audit.ts';
export type { JsonObject } from './schema/column.ts';
export type * from './schema/connectors.ts';
export type * from './schema/experience.ts';
export type * from './schema/federation.ts';
export type * from './schema/grants.ts';
export type * from './schema/oauth.ts';
export type * from './schema/organizations.ts';
export type * from './schema/outbox.ts';
export type * from './schema/scripting.ts';
export type * from './schema/signin.ts';
export type * from './schema/tenants.ts';
export type * from './schema/users.ts';
export type * from './schema/webhooks.ts';

export type Schema = TenantsTables &
  UsersTables &
  FederationTables &
  ConnectorTables &
  ApplicationsTables &
  AdministrationTables &
  AccessTables &
  OrganizationsTables &
  ScriptingTables &
  SigninTables &
  ExperienceTables &
  OauthTables &
  GrantsTables &
  AuditTables &
  OutboxTables &
  WebhooksTables;
