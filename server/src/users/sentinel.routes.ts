/** Unlocking accounts that wrong attempts have locked. */
import { z } from 'zod';
import { record } from '../audit/index.ts';
import { refuse as refuseRequest, route } from '../http/index.ts';
import type { Context } from '../platform.ts';
import { readPhone } from './phone.ts';
import { accountKey, forgetAccount, userKey } from './throttle.ts';
import {
  findUser,
  findUserByUsername,
  findUserByVerifiedEmail,
  findUserByVerifiedPhone,
} from './users.store.ts';

/** Every counter that an identifier, or a user's id, may be counted under: nobody needs to own it. */
const countersOf = async (context: Context, target: string): Promise<string[]> => {
  const { platform, tenant } = context;
  const db = platform.db.queries;
  const phone = await readPhone(target);
  const owners = await Promise.all([
    findUser(db, tenant.id, target),
    findUserByUsername(db, tenant.id, target),
    findUserByVerifiedEmail(db, tenant.id, target),
    phone === undefined ? undefined : findUserByVerifiedPhone(db, tenant.id, phone),
  ]);
  const ids = [...new Set(owners.flatMap((owner) => (owner ? [owner.id] : [])))];
  const types = ['username', 'email', 'phone'] as const;
  return [
    ...types.map((type) => accountKey({ type, value: type === 'phone' ? (phone ?? target) : target })),
    ...ids.map(userKey),
  ];
};

export const sentinelRoutes = [
  route(
    'POST /api/sentinel-activities/delete',
    {
      summary: 'Unlock accounts: forget the wrong attempts on identifiers or users',
      scope: 'management',
      body: z.strictObject({
        targetType: z.enum(['User', 'App']),
        /** User names, addresses, numbers or ids of users. */
        targets: z.array(z.string().min(1).max(256)).min(1).max(100),
      }),
    },
    async ({ context, body }) => {
      if (body.targetType === 'App') {
        const reason = 'targetType: no attempts are counted for applications';
        throw refuseRequest('guard.invalid_input', { type: 'body', reason });
      }
      const counters: string[] = [];
      for (const target of body.targets) counters.push(...(await countersOf(context, target)));
      await context.platform.db.transaction(async (tx) => {
        for (const counter of counters) await forgetAccount(tx, context, counter);
        await record(tx, context, { key: 'Sentinel.Unlock', payload: { targets: body.targets } });
      });
    },
  ),
];
