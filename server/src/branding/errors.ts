import { defineErrors } from '../lib/errors.ts';

export const refuse = defineErrors({
  'account_center.not_available': [
    422,
    'This server does not let users change their account by themselves yet.',
  ],
  'captcha_provider.not_found': [404, 'No captcha provider is set.'],
  'captcha_provider.secret_missing': [422, 'No secret is kept yet: send the secret key itself.'],
  'custom_ui.file_missing': [422, 'Send one zip file as the part “file” of multipart/form-data.'],
  'custom_ui.file_too_large': [422, 'A file has at most {limit} bytes; {path} has more.'],
  'custom_ui.no_index': [422, 'index.html must be at the top of the package, not in a folder of it.'],
  'custom_ui.not_a_file': [422, 'A package holds files and folders alone; {path} is something else.'],
  'custom_ui.not_a_zip': [
    422,
    'This is not a zip file that can be read: broken, encrypted, or of another kind.',
  ],
  'custom_ui.not_for_administrators': [
    422,
    'The tenant of the administrators keeps the built-in pages: own ones could act on the console.',
  ],
  'custom_ui.path_not_allowed': [
    422,
    'A path may not be used: {path}. Take letters, digits, -, _ and dots inside of names, each path once.',
  ],
  'custom_ui.path_reserved': [422, 'The server answers below {path} itself; give the file another path.'],
  'custom_ui.too_large': [413, 'A package has at most {limit} bytes.'],
  'custom_ui.too_large_unpacked': [422, 'A package has at most {limit} bytes when it is unpacked.'],
  'custom_ui.too_many_files': [422, 'A package has at most {limit} files.'],
  'custom_ui.type_not_allowed': [422, 'Files of this type are not taken: {path}. Taken are: {types}.'],
  'user_assets.file_missing': [422, 'Send one image as the part “file” of multipart/form-data.'],
  'user_assets.not_an_image': [422, 'This is none of the image types taken here: JPEG, PNG, GIF, WebP, ICO.'],
  'user_assets.too_large': [413, 'An image has at most {limit} bytes.'],
  'user_assets.not_found': [404, 'There is no such image.'],
  'user_assets.storage_failed': [502, 'The storage for images did not take it ({status}).'],
});
