export {
  cookieKeys,
  deleteCookieKey,
  listCookieKeys,
  rotateCookieKey,
  seedCookieKey,
} from './cookie-keys.ts';
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
export { checkMasterKey, readMasterKey } from './master-key.ts';
