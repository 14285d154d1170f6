/** Applications: the list, the gallery, the guide and the details. */
export { Create } from './create-page.tsx';
export { Details } from './details-page.tsx';
export { Guide } from './guide-page.tsx';
export { Page } from './list-page.tsx';
