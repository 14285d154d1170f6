/** API resources: the list, and one resource with its permissions. */
export { ResourceDetails as Details } from './resource-details.tsx';
export { ResourceList as Page } from './resource-list.tsx';
