/** A tenant's own words for the pages. */
import { z } from 'zod';
import { route } from '../http/index.ts';
import { detectLocale, languageTagSchema } from './locale.ts';
import {
  builtPhrasesOf,
  cachedPhrases,
  getPhrases,
  listPhrases,
  offeredLanguages,
  putPhrases,
  removePhrases,
  type Translation,
  wholePhrases,
} from './phrases.ts';
import { cachedSignInExperience } from './sign-in-experience.ts';

const keySchema = z
  .string()
  .max(128)
  .regex(/^[\w.:-]+$/, 'must be the key of a phrase');
const nested = z.record(
  keySchema,
  z.union([z.string().max(1024), z.record(keySchema, z.string().max(1024))]),
);
const phrasesSchema = z.object({
  tenantId: z.string(),
  id: z.string(),
  languageTag: z.string(),
  translation: nested,
});
const params = z.object({ languageTag: languageTagSchema });
type PhrasesWire = z.infer<typeof phrasesSchema>;

export const phrasesRoutes = [
  route(
    'GET /api/custom-phrases',
    { summary: 'List own words for the pages', scope: 'management', response: z.array(phrasesSchema) },
    async ({ context }) => (await listPhrases(context)) as PhrasesWire[],
  ),
  route(
    'GET /api/custom-phrases/:languageTag',
    {
      summary: 'Get own words of a language',
      scope: 'management',
      params,
      response: phrasesSchema,
      errors: [404],
    },
    async ({ context, params: { languageTag } }) => (await getPhrases(context, languageTag)) as PhrasesWire,
  ),
  route(
    'PUT /api/custom-phrases/:languageTag',
    {
      summary: 'Set own words of a language, in place of those there were',
      scope: 'management',
      longBody: true,
      params,
      body: nested,
      response: phrasesSchema,
      status: 201,
      errors: [422],
    },
    async ({ context, params: { languageTag }, body }) =>
      (await putPhrases(context, languageTag, body as Translation)) as PhrasesWire,
  ),
  route(
    'DELETE /api/custom-phrases/:languageTag',
    {
      summary: 'Take own words of a language away',
      scope: 'management',
      params,
      errors: [404, 409],
    },
    ({ context, params: { languageTag } }) => removePhrases(context, languageTag),
  ),
  route(
    'GET /api/.well-known/phrases',
    {
      summary: 'Every word of the pages in one language',
      scope: 'public',
      query: z.object({
        lng: z.string().max(64).optional(),
        /** Groups of phrases, separated by commas; all of them when left out. */
        ns: z.string().max(256).optional(),
        /** `false` leaves the tenant's own words out: what the pages say without them. */
        own: z.enum(['true', 'false']).default('true'),
      }),
      response: z.record(z.string(), z.string()),
    },
    async ({ context, query, incoming }) => {
      const { platform, tenant } = context;
      const { languageInfo } = await cachedSignInExperience(platform, tenant.id);
      const asked = { uiLocales: query.lng, acceptLanguage: incoming.header('accept-language') };
      const offered = offeredLanguages(await cachedPhrases(platform, tenant.id));
      const tag = detectLocale(languageInfo, asked, offered);
      const whole = query.own === 'true' ? await wholePhrases(context, tag) : builtPhrasesOf(tag);
      const groups = query.ns?.split(',');
      return Object.fromEntries(
        Object.entries(whole).filter(([key]) => !groups || groups.includes(key.split('.')[0] ?? '')),
      );
    },
  ),
];
