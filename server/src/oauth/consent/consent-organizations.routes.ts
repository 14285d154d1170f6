/** Which of their organizations a user shares with a third-party application, for administrators. */
import { z } from 'zod';
import { getApplication, refuseFirstParty } from '../../applications/index.ts';
import { record } from '../../audit/index.ts';
import type { Transaction } from '../../db/index.ts';
import { idSchema, pageOf, pagingSchema, route } from '../../http/index.ts';
import { organizationSchema, presentOrganization } from '../../organizations/index.ts';
import type { Context } from '../../platform.ts';
import { getUser } from '../../users/index.ts';
import { refusePage } from '../errors.ts';
import {
  type Consenting,
  readSharedOrganizations,
  shareOrganizations,
  unshareOrganizations,
} from './consent.store.ts';

const params = z.object({ id: idSchema, userId: idSchema });
const body = z.strictObject({ organizationIds: z.array(idSchema).max(1000) });

/** The user and the application of an address. Throws for those that are not there and for first-party applications. */
const findConsenting = async (
  db: Transaction | Context['platform']['db']['queries'],
  { tenant }: Context,
  { id, userId }: z.infer<typeof params>,
): Promise<Consenting> => {
  refuseFirstParty(await getApplication(db, tenant.id, id));
  await getUser(db, tenant.id, userId);
  return { tenantId: tenant.id, userId, applicationId: id };
};

/** Makes a change and notes what it answers. */
const changing = (
  context: Context,
  of: z.infer<typeof params>,
  change: (tx: Transaction, consenting: Consenting) => Promise<Record<string, unknown>>,
): Promise<void> =>
  context.platform.db.transaction(async (tx) => {
    const payload = await change(tx, await findConsenting(tx, context, of));
    await record(tx, context, {
      key: 'Application.ConsentOrganizations.Update',
      userId: of.userId,
      applicationId: of.id,
      payload,
    });
  });

const notAMember = () => refusePage('consent.not_a_member');

export const consentOrganizationsRoutes = [
  route(
    'GET /api/applications/:id/users/:userId/consent-organizations',
    {
      summary: 'List the organizations that a user shares with a third-party application',
      scope: 'management',
      params,
      query: pagingSchema,
      response: z.object({ organizations: z.array(organizationSchema) }),
      errors: [400, 404, 422],
    },
    async ({ context, params: of, query, reply }) => {
      const db = context.platform.db.queries;
      const consenting = await findConsenting(db, context, of);
      const { rows, total } = await readSharedOrganizations(db, consenting, pageOf(query));
      reply.paged(total);
      return { organizations: rows.map(presentOrganization) };
    },
  ),
  route(
    'POST /api/applications/:id/users/:userId/consent-organizations',
    {
      summary: 'Share more of a user’s organizations with a third-party application',
      scope: 'management',
      params,
      body,
      status: 201,
      errors: [400, 404, 422],
    },
    ({ context, params: of, body: { organizationIds } }) =>
      changing(context, of, async (tx, consenting) => {
        await shareOrganizations(tx, consenting, [...new Set(organizationIds)], notAMember);
        return { added: organizationIds };
      }),
  ),
  route(
    'PUT /api/applications/:id/users/:userId/consent-organizations',
    {
      summary: 'Replace the organizations that a user shares with a third-party application',
      scope: 'management',
      params,
      body,
      errors: [400, 404, 422],
    },
    ({ context, params: of, body: { organizationIds } }) =>
      changing(context, of, async (tx, consenting) => {
        const before = { organizationIds: await unshareOrganizations(tx, consenting) };
        await shareOrganizations(tx, consenting, [...new Set(organizationIds)], notAMember);
        return { before, after: { organizationIds } };
      }),
  ),
  route(
    'DELETE /api/applications/:id/users/:userId/consent-organizations/:organizationId',
    {
      summary: 'Stop sharing one of a user’s organizations with a third-party application',
      scope: 'management',
      params: params.extend({ organizationId: idSchema }),
      errors: [404, 422],
    },
    ({ context, params: { organizationId, ...of } }) =>
      changing(context, of, async (tx, consenting) => {
        const removed = await unshareOrganizations(tx, consenting, organizationId);
        if (removed.length === 0) throw refusePage('consent.organization_not_shared');
        return { removed };
      }),
  ),
];
