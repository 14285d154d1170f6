/** Images for logos and the like. */
import { z } from 'zod';
import { route } from '../http/index.ts';
import { uploadLimit } from './upload.ts';
import { ASSET_TYPES, MAX_ASSET_BYTES, uploadAsset } from './user-assets.ts';

export const userAssetsRoutes = [
  route(
    'GET /api/user-assets/service-status',
    {
      summary: 'Which images may be uploaded',
      scope: 'management',
      response: z.object({
        status: z.enum(['ready', 'not_configured']),
        allowUploadMimeTypes: z.array(z.string()),
        maxUploadFileSize: z.number(),
        isExperienceAvatarUploadEnabled: z.boolean(),
      }),
    },
    () => ({
      status: 'ready' as const,
      allowUploadMimeTypes: ASSET_TYPES,
      maxUploadFileSize: MAX_ASSET_BYTES,
      isExperienceAvatarUploadEnabled: false,
    }),
  ),
  route(
    'POST /api/user-assets',
    {
      summary: 'Upload an image: one part named “file”',
      scope: 'management',
      uploads: uploadLimit(MAX_ASSET_BYTES),
      response: z.object({ url: z.string() }),
      errors: [413, 422],
    },
    async ({ context, incoming }) => ({ url: await uploadAsset(context, incoming) }),
  ),
];
