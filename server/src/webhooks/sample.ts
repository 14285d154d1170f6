/** Made-up payloads for trying a receiver out: the shape of the real ones, about nobody. */
import type { HookEvent } from '../audit/index.ts';
import type { Context } from '../platform.ts';
import type { HookPayload } from './payload.ts';

const USER = {
  id: 'sample-user',
  username: 'sample',
  primaryEmail: 'sample@example.com',
  primaryPhone: null,
  name: 'Sample User',
  avatar: null,
  customData: {},
  identities: {},
  profile: {},
  applicationId: 'sample-application',
  isSuspended: false,
  lastSignInAt: null,
  createdAt: 0,
  updatedAt: 0,
};
const APPLICATION = {
  id: 'sample-application',
  type: 'SPA',
  name: 'Sample application',
  description: null,
};

const dataOf = (event: HookEvent): Record<string, unknown> | Record<string, unknown>[] | null => {
  if (event.endsWith('.Deleted')) return null;
  if (event.startsWith('User.')) return USER;
  if (event.endsWith('.Scopes.Updated'))
    return [{ id: 'sample-scope', name: 'read:sample', description: null }];
  const [subject = ''] = event.split('.');
  return { id: `sample-${subject.toLowerCase()}`, name: `Sample ${subject}`, description: null };
};

/** A made-up payload of an event. */
export const samplePayload = (
  { platform, tenant }: Context,
  hookId: string,
  event: HookEvent,
): HookPayload => {
  const common = {
    hookId,
    event,
    createdAt: new Date(platform.clock.now()).toISOString(),
    userAgent: 'Genkan test',
    ip: '192.0.2.1',
    userIp: '192.0.2.1',
  };
  if (event.startsWith('Post')) {
    return {
      ...common,
      interactionEvent:
        event === 'PostRegister' ? 'Register' : event === 'PostResetPassword' ? 'ForgotPassword' : 'SignIn',
      sessionId: 'sample-session',
      userId: USER.id,
      user: { tenantId: tenant.id, ...USER },
      applicationId: APPLICATION.id,
      application: APPLICATION,
    };
  }
  if (event === 'Organization.Membership.Updated') {
    return {
      ...common,
      params: {},
      data: null,
      organizationId: 'sample-organization',
      addedUserIds: [USER.id],
    };
  }
  return { ...common, params: {}, data: dataOf(event) };
};
