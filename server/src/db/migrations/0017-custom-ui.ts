/** Packages of own sign-in pages: what is in each; the files themselves are in the storage of assets. */
import type { Migration } from '../migrate.ts';

export const customUi: Migration = {
  number: 17,
  name: 'custom-ui',
  oldestServer: '0.1.0',
  statements: `
create table custom_ui_packages (tenant_id text not null, id text not null, files text not null, bytes bigint not null, created_at bigint not null, primary key (tenant_id, id));
create index custom_ui_packages_newest on custom_ui_packages (tenant_id, created_at);
`,
};
