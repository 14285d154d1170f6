/** Applications: the list, the gallery, the guide, the details, and clients that register themselves. */
export { Create } from './create-page.tsx';
export { Details } from './details-page.tsx';
export { Guide } from './guide-page.tsx';
export { Page } from './list-page.tsx';
export { SelfRegistered } from './self-registered-page.tsx';
