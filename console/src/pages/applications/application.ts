/** Applications as the Management API gives them, and what the pages derive from them. */
import type { AnswerOf } from '../../api.ts';

export type Application = Omit<AnswerOf<'GET /api/applications/:id'>, 'isAdmin' | 'secret'>;
export type ApplicationType = Application['type'];
export type Secret = AnswerOf<'GET /api/applications/:id/secrets'>[number];

export const applicationPaths = ['/api/applications'] as const;

/** Web apps and machines keep a secret; apps in a browser or on a phone cannot. */
export const hasSecrets = (type: ApplicationType): boolean =>
  type === 'Traditional' || type === 'MachineToMachine';

/** Whether people sign in through the application. */
export const signsPeopleIn = (type: ApplicationType): boolean => type !== 'MachineToMachine';

/** The framework chosen at creation, kept in the application's custom data. */
export const frameworkIdOf = (application: Application): string | undefined => {
  const { framework } = application.customData;
  return typeof framework === 'string' ? framework : undefined;
};

/** The secret to put into an app's settings: the oldest that still works. */
export const usableSecret = (secrets: readonly Secret[], now = Date.now()): Secret | undefined =>
  secrets
    .filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
    .sort((a, b) => a.createdAt - b.createdAt)[0];

/** The list in which an application stands. */
export const listAddress = ({ isThirdParty }: Pick<Application, 'isThirdParty'>): string =>
  isThirdParty ? '/applications?party=third' : '/applications';
