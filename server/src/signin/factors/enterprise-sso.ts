/** An enterprise connector as a factor: leaving for the identity provider and coming back, bound to the browser. */
import { arriveFrom, departTo } from '../../federation/index.ts';
import { equalInConstantTime } from '../../lib/digest.ts';
import { createId } from '../../lib/ids.ts';
import type { Context } from '../../platform.ts';
import { refuse } from '../errors.ts';
import { type Interaction, recordOf, type SsoRecord, saveInteraction, withRecord } from '../interaction.ts';

/** Prepares a departure. `state` is bound to this interaction and compared when the browser is back. */
export const departForSso = async (
  context: Context,
  interaction: Interaction,
  request: { connectorId: string; state: string; redirectUri: string; email?: string | null },
): Promise<{ authorizationUri: string; verificationId: string }> => {
  const { connectorId, state, redirectUri, email } = request;
  const { authorizationUri, memory } = await departTo(context, connectorId, {
    state,
    redirectUri,
    email: email ?? null,
  });
  const id = createId();
  await context.platform.db.transaction((tx) =>
    saveInteraction(tx, interaction, {
      state: withRecord(interaction.state, {
        type: 'EnterpriseSso',
        id,
        connectorId,
        state,
        memory,
        arrival: null,
      }),
    }),
  );
  return { authorizationUri, verificationId: id };
};

/** The latest departure that an arriving `state` belongs to, in this browser and for this connector. */
export const findDeparture = (
  interaction: Interaction,
  connectorId: string,
  state: string,
): SsoRecord | undefined =>
  interaction.state.records.findLast(
    (record): record is SsoRecord =>
      record.type === 'EnterpriseSso' &&
      record.connectorId === connectorId &&
      record.memory !== null &&
      equalInConstantTime(record.state, state),
  );

/**
 * Checks what the provider sent back. The memory of the departure is taken out first, in a transaction of its own:
 * whatever happens then, the same departure is not good a second time, nor for two requests at once.
 */
export const arriveFromSso = async (
  context: Context,
  interaction: Interaction,
  arrived: { connectorId: string; verificationId: string; connectorData: Record<string, unknown> },
): Promise<string> => {
  const { connectorId, verificationId, connectorData } = arrived;
  const departed = recordOf(interaction, verificationId, 'EnterpriseSso');
  const { memory } = departed;
  if (departed.connectorId !== connectorId || memory === null) {
    throw refuse('session.verification_session_not_found');
  }
  const { db } = context.platform;
  const taken = await db.transaction((tx) =>
    saveInteraction(tx, interaction, { state: withRecord(interaction.state, { ...departed, memory: null }) }),
  );
  const arrival = await arriveFrom(context, connectorId, memory, connectorData);
  await db.transaction((tx) =>
    saveInteraction(tx, taken, { state: withRecord(taken.state, { ...departed, memory: null, arrival }) }),
  );
  return verificationId;
};
