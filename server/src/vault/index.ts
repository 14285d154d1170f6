export { secretsRoutes } from './secrets.routes.ts';
export { removeSecretsOfConnector } from './vault.store.ts';
export {
  findSecret,
  leaseSecret,
  openSecret,
  putSecret,
  removeSecret,
  replaceSecret,
  type SecretMetadata,
  secretMetadata,
  type VaultOwner,
  type VaultSecret,
} from './vault.ts';
