/** Custom domains on the Management API. */
import { z } from 'zod';
import { idSchema, route } from '../http/index.ts';
import type { Context } from '../platform.ts';
import { findTenant } from '../tenants/index.ts';
import { refresh } from './check.ts';
import { type Domain, getDomain, listDomains } from './domains.store.ts';
import { claimDomain, cleanUpDomains, deleteDomain } from './domains.ts';
import { recordsOf } from './records.ts';
import { PROBLEMS, type Problem } from './verdict.ts';
import { getVerificationFiles, replaceVerificationFiles } from './verification-files.ts';

const domainSchema = z.object({
  id: z.string(),
  domain: z.string(),
  status: z.enum(['PendingVerification', 'PendingSsl', 'Active', 'Error']),
  errorMessage: z.string().nullable(),
  /** The kind of `errorMessage`, for those who say it in other words. */
  problem: z.enum(PROBLEMS).nullable(),
  dnsRecords: z.array(z.object({ name: z.string(), type: z.string(), value: z.string() })),
  createdAt: z.number(),
});

const filesSchema = z.record(z.string(), z.string());
const byId = z.object({ id: idSchema });
const scope = 'management';

/** How domains are shown. Records lead to the tenant's own origin, whichever was asked. */
const presenter = async ({ platform, tenant }: Context) => {
  const own = (await findTenant(platform, tenant.id)) ?? tenant;
  return ({ id, domain, status, errorMessage, problem, proof, createdAt }: Domain) => ({
    id,
    domain,
    status,
    errorMessage,
    problem: problem as Problem | null,
    dnsRecords: recordsOf(domain, proof, own.origin),
    createdAt,
  });
};

export const domainRoutes = [
  route(
    'GET /api/domains',
    { summary: 'List custom domains', scope, response: z.array(domainSchema) },
    async ({ context }) => {
      const present = await presenter(context);
      return (await listDomains(context.platform.db.queries, context.tenant.id)).map(present);
    },
  ),
  route(
    'POST /api/domains',
    {
      summary: 'Claim a custom domain; the answer lists the DNS records to set',
      scope,
      status: 201,
      body: z.strictObject({ domain: z.string().min(1).max(256) }),
      response: domainSchema,
      errors: [422],
    },
    async ({ context, body }) => (await presenter(context))(await claimDomain(context, body.domain)),
  ),
  route(
    'POST /api/domains/cleanup',
    {
      summary: 'Delete domains that are not in use and older than some days',
      scope,
      body: z.strictObject({ staleDays: z.number().min(0).max(36_500) }),
      response: z.object({
        scannedCount: z.number(),
        deletedCount: z.number(),
        skippedActiveCount: z.number(),
        failedCount: z.number(),
      }),
    },
    ({ context, body }) => cleanUpDomains(context, body.staleDays),
  ),
  route(
    'GET /api/domains/:id',
    {
      summary: 'Get a custom domain; one that is not in use is checked first, at most every ten seconds',
      scope,
      params: byId,
      response: domainSchema,
      errors: [404],
    },
    async ({ context, params, incoming }) => {
      const known = await getDomain(context.platform.db.queries, context.tenant.id, params.id);
      // With a condition this is read for a change, within its transaction, where nothing else is waited for.
      const isForChange = incoming.header('if-match') !== undefined;
      return (await presenter(context))(isForChange ? known : await refresh(context, known));
    },
  ),
  route(
    'DELETE /api/domains/:id',
    { summary: 'Delete a custom domain', scope, params: byId, errors: [404] },
    ({ context, params }) => deleteDomain(context, params.id),
  ),
  route(
    'GET /api/domains/:id/verification-files',
    {
      summary: 'Get the files below /.well-known of a domain',
      scope,
      params: byId,
      response: filesSchema,
      errors: [404],
    },
    ({ context, params }) => getVerificationFiles(context, params.id),
  ),
  route(
    'PUT /api/domains/:id/verification-files',
    {
      summary: 'Replace the files below /.well-known of a domain',
      scope,
      params: byId,
      body: z.strictObject({ verificationFiles: filesSchema }),
      response: filesSchema,
      errors: [404, 422],
    },
    ({ context, params, body }) => replaceVerificationFiles(context, params.id, body.verificationFiles),
  ),
];
