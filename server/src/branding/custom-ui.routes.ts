/** Uploading own sign-in pages. */
import { z } from 'zod';
import { route } from '../http/index.ts';
import { uploadCustomUi } from './custom-ui.ts';
import { MAX_PACKAGE_BYTES } from './custom-ui-package.ts';
import { uploadLimit } from './upload.ts';

export const customUiRoutes = [
  route(
    'POST /api/sign-in-exp/default/custom-ui-assets',
    {
      summary: 'Upload own sign-in pages: one zip file as the part “file”, with index.html at its top',
      scope: 'management',
      uploads: uploadLimit(MAX_PACKAGE_BYTES),
      response: z.object({ customUiAssetId: z.string() }),
      errors: [413, 422],
    },
    async ({ context, incoming }) => ({ customUiAssetId: await uploadCustomUi(context, incoming) }),
  ),
];
