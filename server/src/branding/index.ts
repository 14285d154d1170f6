export { publicCaptcha, publicCaptchaSchema } from './captcha.ts';
export { brandingSettingsRoutes } from './settings.routes.ts';
export { userAssetsRoutes } from './user-assets.routes.ts';
export { assetEndpoints } from './user-assets.ts';
