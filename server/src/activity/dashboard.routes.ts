/** The numbers of the dashboard: all users, new ones, active ones. Days are days of UTC. */
import { z } from 'zod';
import { refuse as refuseRequest, route } from '../http/index.ts';
import { DAY } from '../lib/clock.ts';
import type { Context } from '../platform.ts';
import { countUsers } from '../users/index.ts';
import { activeUsersByDay, countActiveUsers, countNewUsers } from './activity.store.ts';
import { dayOf } from './activity.ts';

const CURVE_DAYS = 30;

/** A count, and how much more it is than in the span of the same length before. */
const trendSchema = z.object({ count: z.number(), delta: z.number() });
type Trend = z.infer<typeof trendSchema>;

const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** The day of `YYYY-MM-DD`. Refuses what is no date. */
const readDay = (date: string): number => {
  const time = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(time) || dateOf(dayOf(time)) !== date) {
    throw refuseRequest('guard.invalid_input', { type: 'query', reason: 'date is not a day' });
  }
  return dayOf(time);
};

/** The `length` days that end with `last`, against as many before. */
const trendOf = async (
  count: (from: number, to: number) => Promise<number>,
  last: number,
  length: number,
): Promise<Trend> => {
  const now = await count(last - length + 1, last);
  return { count: now, delta: now - (await count(last - 2 * length + 1, last - length)) };
};

const newUsers = async ({ platform, tenant }: Context) => {
  const today = dayOf(platform.clock.now());
  const count = (from: number, to: number) =>
    countNewUsers(platform.db.queries, tenant.id, from * DAY, (to + 1) * DAY);
  return { today: await trendOf(count, today, 1), last7Days: await trendOf(count, today, 7) };
};

const activeUsers = async ({ platform, tenant }: Context, last: number) => {
  const db = platform.db.queries;
  const count = (from: number, to: number) => countActiveUsers(db, tenant.id, from, to);
  const first = last - CURVE_DAYS + 1;
  const byDay = await activeUsersByDay(db, tenant.id, first, last);
  const days = Array.from({ length: CURVE_DAYS }, (_, index) => first + index);
  return {
    dauCurve: days.map((day) => ({ date: dateOf(day), count: byDay.get(day) ?? 0 })),
    dau: await trendOf(count, last, 1),
    wau: await trendOf(count, last, 7),
    mau: await trendOf(count, last, CURVE_DAYS),
  };
};

export const dashboardRoutes = [
  route(
    'GET /api/dashboard/users/total',
    {
      summary: 'Count all users',
      scope: 'management',
      response: z.object({ totalUserCount: z.number() }),
    },
    async ({ context: { platform, tenant } }) => ({
      totalUserCount: await countUsers(platform.db, tenant.id),
    }),
  ),
  route(
    'GET /api/dashboard/users/new',
    {
      summary: 'Count new users of today and of seven days, against the spans before',
      scope: 'management',
      response: z.object({ today: trendSchema, last7Days: trendSchema }),
    },
    ({ context }) => newUsers(context),
  ),
  route(
    'GET /api/dashboard/users/active',
    {
      summary: 'Count active users of the day, week and month that end with `date`, against the spans before',
      scope: 'management',
      query: z.object({
        /** Today unless told. */
        date: z
          .string()
          .regex(/^\d{4}-\d{2}-\d{2}$/)
          .optional(),
      }),
      response: z.object({
        dauCurve: z.array(z.object({ date: z.string(), count: z.number() })),
        dau: trendSchema,
        wau: trendSchema,
        mau: trendSchema,
      }),
    },
    ({ context, query }) =>
      activeUsers(
        context,
        query.date === undefined ? dayOf(context.platform.clock.now()) : readDay(query.date),
      ),
  ),
];
