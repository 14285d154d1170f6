/** What a sign-in leaves with its session for the lists of sessions: how somebody proved who they are, and from where. */
import type { JsonObject } from '../db/index.ts';
import type { Context } from '../platform.ts';
import type { InteractionEvent } from './boot.ts';
import type { Interaction, VerificationRecord } from './interaction.ts';

/** Members of a verification that may be shown. Hashes, codes, tokens and what a provider is remembered by never are. */
const SHOWN = ['id', 'type', 'identifier', 'connectorId', 'templateType', 'userId'] as const;

/** Whether it proved anything. */
const isProved = (record: VerificationRecord): boolean => {
  if ('arrival' in record) return record.arrival !== null;
  return !('verified' in record) || record.verified;
};

const present = (record: VerificationRecord): JsonObject => ({
  ...Object.fromEntries(Object.entries(record).filter(([name]) => SHOWN.some((shown) => shown === name))),
  ...(record.type === 'Password' ? { verified: true } : {}),
  ...('verified' in record ? { verified: record.verified } : {}),
  ...(record.type === 'EmailVerificationCode'
    ? { templateType: record.event, identifier: { type: 'email', value: record.email } }
    : {}),
  ...(record.type === 'EnterpriseSso' && record.arrival
    ? {
        issuer: record.arrival.identity.issuer,
        enterpriseSsoUserInfo: {
          id: record.arrival.identity.subject,
          ...(record.arrival.identity.email === null ? {} : { email: record.arrival.identity.email }),
          ...(record.arrival.identity.name === null ? {} : { name: record.arrival.identity.name }),
          ...(record.arrival.identity.avatar === null ? {} : { avatar: record.arrival.identity.avatar }),
        },
      }
    : {}),
});

/** The submission of an interaction that is about to end. */
export const lastSubmission = (
  { from }: Context,
  interaction: Interaction,
  interactionEvent: InteractionEvent,
  userId: string,
): JsonObject => ({
  interactionEvent,
  userId,
  verificationRecords: interaction.state.records.filter(isProved).map(present),
  signInContext: { ip: from.ip, ...(from.userAgent === null ? {} : { userAgent: from.userAgent }) },
});
