/** The captcha provider, the account center, and what the console remembers. */
import { z } from 'zod';
import { route } from '../http/index.ts';
import {
  accountCenterChangeSchema,
  accountCenterSchema,
  changeAccountCenter,
  changeConsoleNotes,
  consoleNotesSchema,
  getAccountCenter,
  getConsoleNotes,
} from './account-center.ts';
import { captchaConfigSchema, deleteCaptcha, getCaptcha, putCaptcha } from './captcha.ts';

const captchaSchema = z.object({
  tenantId: z.string(),
  id: z.string(),
  config: captchaConfigSchema,
  createdAt: z.number(),
  updatedAt: z.number(),
});

export const brandingSettingsRoutes = [
  route(
    'GET /api/captcha-provider',
    { summary: 'Get the captcha provider', scope: 'management', response: captchaSchema, errors: [404] },
    ({ context }) => getCaptcha(context),
  ),
  route(
    'PUT /api/captcha-provider',
    {
      summary: 'Set the captcha provider, in place of the one there was',
      scope: 'management',
      body: z.strictObject({ config: captchaConfigSchema }),
      response: captchaSchema,
      errors: [422],
    },
    ({ context, body }) => putCaptcha(context, body.config),
  ),
  route(
    'DELETE /api/captcha-provider',
    { summary: 'Take the captcha provider away', scope: 'management', errors: [404] },
    ({ context }) => deleteCaptcha(context),
  ),
  route(
    'GET /api/account-center',
    {
      summary: 'Get what users may change of their account',
      scope: 'management',
      response: accountCenterSchema,
    },
    ({ context }) => getAccountCenter(context),
  ),
  route(
    'PATCH /api/account-center',
    {
      summary: 'Change what users may change of their account',
      scope: 'management',
      body: accountCenterChangeSchema,
      response: accountCenterSchema,
      errors: [422],
    },
    ({ context, body }) => changeAccountCenter(context, body),
  ),
  route(
    'GET /api/.well-known/account-center',
    { summary: 'What users may change of their account', scope: 'public', response: accountCenterSchema },
    ({ context }) => getAccountCenter(context),
  ),
  route(
    'GET /api/configs/admin-console',
    { summary: 'Get what the console remembers', scope: 'management', response: consoleNotesSchema },
    ({ context }) => getConsoleNotes(context),
  ),
  route(
    'PATCH /api/configs/admin-console',
    {
      summary: 'Change what the console remembers',
      scope: 'management',
      body: consoleNotesSchema.partial(),
      response: consoleNotesSchema,
    },
    ({ context, body }) => changeConsoleNotes(context, body),
  ),
  route(
    'GET /api/systems/application',
    {
      summary: 'Where protected applications would be served: this server has none, so the domain is empty',
      scope: 'management',
      response: z.object({ protectedApps: z.object({ defaultDomain: z.string() }) }),
    },
    () => ({ protectedApps: { defaultDomain: '' } }),
  ),
];
