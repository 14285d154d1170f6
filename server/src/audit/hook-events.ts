/** Which events of the trail raise which event of a webhook: the one map between the two. */
import type { EventKey, HookEvent } from './events.ts';

/** An empty list: nothing on this server raises it yet, so nobody can subscribe to it. */
export const RAISED_BY: Readonly<Record<HookEvent, readonly EventKey[]>> = {
  PostRegister: ['Interaction.Register.Submit'],
  PostSignIn: ['Interaction.SignIn.Submit'],
  PostSignInAdaptiveMfaTriggered: [],
  PostResetPassword: [],
  'User.Created': ['User.Create', 'Interaction.Register.Submit'],
  'User.Deleted': ['User.Delete'],
  'User.Data.Updated': [
    'User.Update',
    'User.Password.Update',
    'SocialIdentity.Create',
    'SocialIdentity.Update',
    'SocialIdentity.Delete',
  ],
  'User.SuspensionStatus.Updated': ['User.Suspend', 'User.Reactivate'],
  'Role.Created': ['Role.Create'],
  'Role.Deleted': ['Role.Delete'],
  'Role.Data.Updated': ['Role.Update'],
  'Role.Scopes.Updated': ['Role.Scopes.Update'],
  'Scope.Created': ['Scope.Create'],
  'Scope.Deleted': ['Scope.Delete'],
  'Scope.Data.Updated': ['Scope.Update'],
  'Organization.Created': ['Organization.Create'],
  'Organization.Deleted': ['Organization.Delete'],
  'Organization.Data.Updated': ['Organization.Update'],
  'Organization.Membership.Updated': ['Organization.Membership.Update'],
  'OrganizationRole.Created': ['OrganizationRole.Create'],
  'OrganizationRole.Deleted': ['OrganizationRole.Delete'],
  'OrganizationRole.Data.Updated': ['OrganizationRole.Update'],
  'OrganizationRole.Scopes.Updated': ['OrganizationRole.Scopes.Update'],
  'OrganizationScope.Created': ['OrganizationScope.Create'],
  'OrganizationScope.Deleted': ['OrganizationScope.Delete'],
  'OrganizationScope.Data.Updated': ['OrganizationScope.Update'],
  'Identifier.Lockout': ['Identifier.Lockout'],
  'Message.RateLimited': ['Message.RateLimited'],
  'Grant.LimitExceeded': ['Grant.LimitExceeded'],
};

const raised = new Map<EventKey, HookEvent[]>();
for (const [event, keys] of Object.entries(RAISED_BY) as [HookEvent, readonly EventKey[]][]) {
  for (const key of keys) raised.set(key, [...(raised.get(key) ?? []), event]);
}

/** The events of webhooks that an event of the trail raises. */
export const hookEventsOf = (key: EventKey): readonly HookEvent[] => raised.get(key) ?? [];
