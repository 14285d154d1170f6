/** The console's addresses: one line a page; each page is loaded when it is first opened. */
import type { ComponentType } from 'react';
import { createBrowserRouter, Navigate, type RouteObject, RouterProvider } from 'react-router';
import { LoadingState } from './components/index.ts';
import { NotFound, PageFailure } from './shell/page-failure.tsx';
import { SessionGate } from './shell/session-gate.tsx';
import { basename } from './tenant.ts';

/** A page of a folder, loaded when its address is first opened. */
const page = <Part extends string>(
  path: string,
  load: () => Promise<Record<Part, ComponentType>>,
  part: Part,
): RouteObject => ({
  path,
  lazy: async () => ({ Component: (await load())[part] }),
});

const applications = () => import('./pages/applications/index.tsx');
const enterpriseSso = () => import('./pages/enterprise-sso/index.tsx');
const signInExperience = () => import('./pages/sign-in-experience/index.tsx');
const users = () => import('./pages/users/index.tsx');
const organizations = () => import('./pages/organizations/index.tsx');
const roles = () => import('./pages/roles/index.tsx');
const apiResources = () => import('./pages/api-resources/index.tsx');
const auditLogs = () => import('./pages/audit-logs/index.tsx');
const inbox = () => import('./pages/inbox/index.tsx');
const getStarted = () => import('./pages/get-started/index.tsx');
const settings = () => import('./pages/settings/index.tsx');
const setUp = () => import('./pages/set-up/index.tsx');

const pages: RouteObject[] = [
  { index: true, element: <Navigate to="/get-started" replace /> },
  page('get-started', getStarted, 'Page'),
  page('applications', applications, 'Page'),
  page('applications/create', applications, 'Create'),
  page('applications/self-registered/:tab?', applications, 'SelfRegistered'),
  page('applications/:id/guide', applications, 'Guide'),
  page('applications/:id/:tab?', applications, 'Details'),
  page('enterprise-sso', enterpriseSso, 'Page'),
  page('enterprise-sso/:id/:tab?', enterpriseSso, 'Details'),
  page('sign-in-experience/:tab?/:language?', signInExperience, 'Page'),
  page('users', users, 'Page'),
  page('users/:id/:tab?', users, 'Details'),
  page('organizations', organizations, 'Page'),
  page('organizations/template', organizations, 'Page'),
  page('organizations/:id/:tab?', organizations, 'Details'),
  page('roles', roles, 'Page'),
  page('roles/:id/:tab?', roles, 'Details'),
  page('api-resources', apiResources, 'Page'),
  page('api-resources/:id/:tab?', apiResources, 'Details'),
  page('audit-logs', auditLogs, 'Page'),
  page('audit-logs/streaming', auditLogs, 'Streaming'),
  page('audit-logs/:id', auditLogs, 'Details'),
  page('inbox', inbox, 'Page'),
  page('settings/:tab?', settings, 'Page'),
  page('administrators/:tab?', settings, 'Administrators'),
  page('tenants', settings, 'Tenants'),
  { path: '*', element: <NotFound /> },
];

const router = createBrowserRouter(
  [
    { ...page('set-up', setUp, 'Page'), errorElement: <PageFailure /> },
    {
      element: <SessionGate />,
      hydrateFallbackElement: <LoadingState />,
      errorElement: <PageFailure />,
      children: [{ errorElement: <PageFailure />, children: pages }],
    },
  ],
  { basename },
);

export const App = () => <RouterProvider router={router} />;
