/**
 * Which tenant the console looks at. It stands in the address (`/console/@<tenant>/…`, `default` without a
 * prefix), so that a reload, a second tab and a copied link stay in the same tenant.
 */
const found = /^\/console\/@([A-Za-z0-9_-]+)(?=\/|$)/.exec(window.location.pathname);

export const tenantId = found?.[1] ?? 'default';

/** Where the router's paths begin. */
export const basename = tenantId === 'default' ? '/console' : `/console/@${tenantId}`;

/** The console's first page for another tenant: a full page load, so that nothing of this tenant stays behind. */
export const homeOfTenant = (id: string): string => (id === 'default' ? '/console/' : `/console/@${id}/`);
