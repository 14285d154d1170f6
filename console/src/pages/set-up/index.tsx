/** Creation of the first administrator, from the link that the server prints. */
export { Page } from './set-up-page.tsx';
