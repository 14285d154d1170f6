export { noteActivity, tidyActivity } from './activity.ts';
export { dashboardRoutes } from './dashboard.routes.ts';
