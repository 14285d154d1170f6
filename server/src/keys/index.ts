export {
  cookieKeys,
  deleteCookieKey,
  listCookieKeys,
  rotateCookieKey,
  seedCookieKey,
} from './cookie-keys.ts';
export { tellMasterKeys } from './key-holders.ts';
export { keysRoutes } from './keys.routes.ts';
export {
  addSigningKey,
  currentSigner,
  deleteSigningKey,
  listKeys,
  makeSigningKey,
  publicJwks,
  rotateSigningKey,
  type Signer,
  type SigningAlgorithm,
  verifyJwt,
} from './keys.ts';
export { openSealer, readMasterKeys } from './master-key.ts';
export { countOthers, rewrapAll } from './rewrap.ts';
