/** Organizations: the list, the template that all share, and one organization with its members. */
export { OrganizationDetails as Details } from './organization-details.tsx';
export { OrganizationsPage as Page } from './organizations-page.tsx';
