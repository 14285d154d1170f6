export { keysRoutes } from './keys.routes.ts';
export {
  addSigningKey,
  currentSigner,
  makeSigningKey,
  publicJwks,
  type Signer,
  type SigningAlgorithm,
  verifyJwt,
} from './keys.ts';
export { checkMasterKey, readMasterKey } from './master-key.ts';
