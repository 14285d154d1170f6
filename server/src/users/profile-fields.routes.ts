/** Profile fields that people are asked for. */
import { z } from 'zod';
import { route } from '../http/index.ts';
import {
  type NewProfileField,
  newProfileFieldSchema,
  type ProfileFieldWire,
  profileFieldChangeSchema,
  profileFieldNameSchema,
  profileFieldSchema,
} from './profile-field-wire.ts';
import type { ProfileField } from './profile-fields.store.ts';
import {
  changeProfileField,
  createProfileFields,
  deleteProfileField,
  getProfileField,
  listProfileFields,
  orderProfileFields,
} from './profile-fields.ts';

/** A field as the API shows it. */
export const presentProfileField = (field: ProfileField): ProfileFieldWire => field as ProfileFieldWire;

const params = z.object({ name: profileFieldNameSchema });
const list = z.array(profileFieldSchema);

export const profileFieldsRoutes = [
  route(
    'GET /api/custom-profile-fields',
    { summary: 'List profile fields', scope: 'management', response: list },
    async ({ context }) => (await listProfileFields(context)).map(presentProfileField),
  ),
  route(
    'POST /api/custom-profile-fields',
    {
      summary: 'Create a profile field',
      scope: 'management',
      body: newProfileFieldSchema,
      response: profileFieldSchema,
      status: 201,
      errors: [422],
    },
    async ({ context, body }) => {
      const [field] = await createProfileFields(context, [body as NewProfileField]);
      return presentProfileField(field as ProfileField);
    },
  ),
  route(
    'POST /api/custom-profile-fields/batch',
    {
      summary: 'Create several profile fields: all of them, or none',
      scope: 'management',
      body: z.array(newProfileFieldSchema).min(1).max(20),
      response: list,
      status: 201,
      errors: [422],
    },
    async ({ context, body }) =>
      (await createProfileFields(context, body as NewProfileField[])).map(presentProfileField),
  ),
  route(
    'POST /api/custom-profile-fields/properties/sie-order',
    {
      summary: 'Set the order in which profile fields are asked for',
      scope: 'management',
      body: z.strictObject({
        order: z
          .array(z.strictObject({ name: profileFieldNameSchema, sieOrder: z.int().min(0).max(10_000) }))
          .min(1)
          .max(100),
      }),
      response: list,
      status: 200,
      errors: [404],
    },
    async ({ context, body }) => (await orderProfileFields(context, body.order)).map(presentProfileField),
  ),
  route(
    'GET /api/custom-profile-fields/:name',
    {
      summary: 'Get a profile field',
      scope: 'management',
      params,
      response: profileFieldSchema,
      errors: [404],
    },
    async ({ context, params: { name } }) => presentProfileField(await getProfileField(context, name)),
  ),
  route(
    'PUT /api/custom-profile-fields/:name',
    {
      summary: 'Replace what a profile field is',
      scope: 'management',
      params,
      body: profileFieldChangeSchema,
      response: profileFieldSchema,
      errors: [404, 422],
    },
    async ({ context, params: { name }, body }) =>
      presentProfileField(await changeProfileField(context, name, body)),
  ),
  route(
    'DELETE /api/custom-profile-fields/:name',
    {
      summary: 'Delete a profile field; what people answered stays',
      scope: 'management',
      params,
      errors: [404],
    },
    ({ context, params: { name } }) => deleteProfileField(context, name),
  ),
];
