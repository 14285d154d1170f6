export { removeActivityBefore } from './activity.store.ts';
export { dayOf, noteActivity } from './activity.ts';
export { dashboardRoutes } from './dashboard.routes.ts';
