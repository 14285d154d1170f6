export { publicCaptcha, publicCaptchaSchema } from './captcha.ts';
export { customUiRoutes } from './custom-ui.routes.ts';
export { type CustomUiFile, findCustomUiFile, hasCustomUi } from './custom-ui.ts';
export { isReserved } from './custom-ui-package.ts';
export { brandingSettingsRoutes } from './settings.routes.ts';
export { userAssetsRoutes } from './user-assets.routes.ts';
export { findUploadedImage } from './user-assets.ts';
