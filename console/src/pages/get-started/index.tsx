/** The first page: what there is to do, and what is done already, read from the API. */
export { Page } from './get-started-page.tsx';
