import { invitationRoutes } from './invitations.routes.ts';
import { jitRoutes } from './jit.routes.ts';
import { machineRoutes } from './machines.routes.ts';
import { memberRoutes } from './members.routes.ts';
import { organizationRoutes } from './organizations.routes.ts';
import { templateRoutes } from './template.routes.ts';

export { organizationBranding } from './cached.ts';
export { provisionMember } from './jit.ts';
export {
  applicationOrganizationScopes,
  isMember,
  type Member,
  membershipOf,
  organizationResourceScopes,
  organizationScopes,
  scopesInOrganization,
  userOrganizationRoles,
  userOrganizations,
} from './membership.ts';
export { organizationSchema, presentOrganization } from './wire.ts';

export const organizationsRoutes = [
  ...organizationRoutes,
  ...memberRoutes,
  ...machineRoutes,
  ...invitationRoutes,
  ...jitRoutes,
  ...templateRoutes,
];
