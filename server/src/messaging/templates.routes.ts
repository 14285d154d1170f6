/** Templates that a tenant writes for its e-mails, by language and kind. */
import { z } from 'zod';
import { differences, record } from '../audit/index.ts';
import { idSchema, route } from '../http/index.ts';
import { createId } from '../lib/ids.ts';
import { refuse } from './errors.ts';
import { MESSAGE_KINDS } from './kinds.ts';
import {
  findTemplate,
  findTemplates,
  listTemplates,
  putTemplate,
  removeTemplates,
  type TemplateRow,
  updateTemplateDetails,
} from './templates.store.ts';

/** A tag of BCP 47 in its one spelling. */
const languageTag = z
  .string()
  .min(1)
  .max(16)
  .transform((tag, check) => {
    try {
      return String(Intl.getCanonicalLocales(tag)[0]);
    } catch {
      check.addIssue({ code: 'custom', message: 'must be a language tag such as en or zh-CN' });
      return z.NEVER;
    }
  });
const templateType = z.enum(MESSAGE_KINDS);
const line = z
  .string()
  .trim()
  .min(1)
  .max(320)
  .regex(/^[^\r\n]*$/, 'must be one line');
const details = {
  subject: z.string().min(1).max(500),
  content: z.string().min(1).max(100_000),
  contentType: z.enum(['text/html', 'text/plain']).optional(),
  replyTo: line.optional(),
  sendFrom: line.optional(),
};

const templateSchema = z.object({
  tenantId: z.string(),
  id: z.string(),
  languageTag: z.string(),
  templateType,
  details: z.object({ ...details, contentType: z.enum(['text/html', 'text/plain']).optional() }),
  createdAt: z.number(),
});
const present = (row: TemplateRow): z.infer<typeof templateSchema> => templateSchema.parse(row);

const filter = z.object({ languageTag: languageTag.optional(), templateType: templateType.optional() });
const params = z.object({ id: idSchema });
const names = (rows: readonly TemplateRow[]) => rows.map((row) => `${row.languageTag} ${row.templateType}`);
const byName = (rows: readonly TemplateRow[]): Record<string, unknown> =>
  Object.fromEntries(rows.map((row) => [`${row.languageTag} ${row.templateType}`, row.details]));

export const templateRoutes = [
  route(
    'GET /api/email-templates',
    {
      summary: 'List e-mail templates',
      scope: 'management',
      query: filter,
      response: z.array(templateSchema),
    },
    async ({ context: { platform, tenant }, query }) =>
      (await listTemplates(platform.db.queries, tenant.id, query)).map(present),
  ),
  route(
    'PUT /api/email-templates',
    {
      summary: 'Write e-mail templates; one of the same language and kind is replaced',
      scope: 'management',
      longBody: true,
      body: z.strictObject({
        templates: z
          .array(z.strictObject({ languageTag, templateType, details: z.strictObject(details) }))
          .min(1)
          .max(200),
      }),
      response: z.array(templateSchema),
    },
    ({ context, body }) =>
      context.platform.db.transaction(async (tx) => {
        const known = await findTemplates(
          tx,
          context.tenant.id,
          body.templates.map((template) => template.languageTag),
          body.templates.map((template) => template.templateType),
        );
        const rows: TemplateRow[] = [];
        for (const template of body.templates) {
          rows.push(
            await putTemplate(tx, {
              ...template,
              details: { ...template.details },
              tenantId: context.tenant.id,
              id: createId(),
              createdAt: context.platform.clock.now(),
            }),
          );
        }
        const payload = { templates: names(rows), ...differences(byName(known), byName(rows)) };
        await record(tx, context, { key: 'EmailTemplates.Update', payload });
        return rows.map(present);
      }),
  ),
  route(
    'DELETE /api/email-templates',
    {
      summary: 'Remove e-mail templates by language or kind; all of them without a filter',
      scope: 'management',
      query: filter,
      response: z.object({ rowCount: z.number() }),
    },
    ({ context, query }) =>
      context.platform.db.transaction(async (tx) => {
        const removed = names(await listTemplates(tx, context.tenant.id, query));
        const rowCount = await removeTemplates(tx, context.tenant.id, query);
        await record(tx, context, { key: 'EmailTemplates.Delete', payload: { ...query, rowCount, removed } });
        return { rowCount };
      }),
  ),
  route(
    'GET /api/email-templates/:id',
    {
      summary: 'Get an e-mail template',
      scope: 'management',
      params,
      response: templateSchema,
      errors: [404],
    },
    async ({ context: { platform, tenant }, params: { id } }) => {
      const row = await findTemplate(platform.db.queries, tenant.id, id);
      if (!row) throw refuse('email_template.not_found');
      return present(row);
    },
  ),
  route(
    'DELETE /api/email-templates/:id',
    { summary: 'Remove an e-mail template', scope: 'management', params, errors: [404] },
    ({ context, params: { id } }) =>
      context.platform.db.transaction(async (tx) => {
        const row = await findTemplate(tx, context.tenant.id, id);
        if (!row || (await removeTemplates(tx, context.tenant.id, { id })) === 0)
          throw refuse('email_template.not_found');
        await record(tx, context, { key: 'EmailTemplates.Delete', payload: { templates: names([row]) } });
      }),
  ),
  route(
    'PATCH /api/email-templates/:id/details',
    {
      summary: 'Change parts of an e-mail template',
      scope: 'management',
      longBody: true,
      params,
      body: z.strictObject(details).partial(),
      response: templateSchema,
      errors: [404],
    },
    ({ context, params: { id }, body }) =>
      context.platform.db.transaction(async (tx) => {
        const known = await findTemplate(tx, context.tenant.id, id);
        const row =
          known && (await updateTemplateDetails(tx, context.tenant.id, id, { ...known.details, ...body }));
        if (!row) throw refuse('email_template.not_found');
        await record(tx, context, {
          key: 'EmailTemplates.Update',
          payload: { templates: names([row]), ...differences(known.details, body) },
        });
        return present(row);
      }),
  ),
];
