/** Roles: the list, and one role with its permissions and who has it. */
export { RoleDetails as Details } from './role-details.tsx';
export { RoleList as Page } from './role-list.tsx';
