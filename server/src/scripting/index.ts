export { runAction } from './actions.ts';
export { customClaims } from './claims.ts';
export { scriptingRoutes } from './scripting.routes.ts';
