import { memberRoutes } from './members.routes.ts';
import { organizationRoutes } from './organizations.routes.ts';
import { templateRoutes } from './template.routes.ts';

export {
  isMember,
  organizationResourceScopes,
  organizationScopes,
  userOrganizationRoles,
  userOrganizations,
} from './members.store.ts';

export const organizationsRoutes = [...organizationRoutes, ...memberRoutes, ...templateRoutes];
