import { defineErrors } from '../lib/errors.ts';

export const refuse = defineErrors({
  'account_center.not_available': [
    422,
    'This server does not let users change their account by themselves yet.',
  ],
  'captcha_provider.not_found': [404, 'No captcha provider is set.'],
  'captcha_provider.secret_missing': [422, 'No secret is kept yet: send the secret key itself.'],
  'user_assets.file_missing': [422, 'Send one image as the part “file” of multipart/form-data.'],
  'user_assets.not_an_image': [422, 'This is none of the image types taken here: JPEG, PNG, GIF, WebP, ICO.'],
  'user_assets.too_large': [413, 'An image has at most {limit} bytes.'],
  'user_assets.not_found': [404, 'There is no such image.'],
  'user_assets.storage_failed': [502, 'The storage for images did not take it ({status}).'],
});
