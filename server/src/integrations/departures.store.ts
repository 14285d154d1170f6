/** Departures to social providers on behalf of API callers: each is used up by the answer that belongs to it. */
import type { Selectable } from 'kysely';
import type { Queries, SocialDeparturesTable } from '../db/index.ts';

export type Departure = Selectable<SocialDeparturesTable>;

/** Keeps a departure; an earlier one with the same state is over. */
export const putDeparture = async (db: Queries, row: Departure): Promise<void> => {
  await db
    .insertInto('socialDepartures')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['tenantId', 'connectorId', 'stateHash']).doUpdateSet({
        actor: row.actor,
        sealedMemory: row.sealedMemory,
        createdAt: row.createdAt,
        expiresAt: row.expiresAt,
      }),
    )
    .execute();
};

/** Takes a living departure of this actor; undefined where there is none, or another request has just taken it. */
export const takeDeparture = (
  db: Queries,
  which: Pick<Departure, 'tenantId' | 'connectorId' | 'stateHash' | 'actor'>,
  now: number,
): Promise<Departure | undefined> =>
  db
    .deleteFrom('socialDepartures')
    .where('tenantId', '=', which.tenantId)
    .where('connectorId', '=', which.connectorId)
    .where('stateHash', '=', which.stateHash)
    .where('actor', '=', which.actor)
    .where('expiresAt', '>', now)
    .returningAll()
    .executeTakeFirst();
