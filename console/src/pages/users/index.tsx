/** Users: the list, and one user with identities, roles, organizations and sessions. */
export { UserDetails as Details } from './user-details.tsx';
export { UserList as Page } from './user-list.tsx';
