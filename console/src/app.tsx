/** The console's addresses: one line a page; each page is loaded when it is first opened. */
import type { ComponentType } from 'react';
import { createBrowserRouter, Navigate, type RouteObject, RouterProvider } from 'react-router';
import { LoadingState } from './components/index.ts';
import { NotFound, PageFailure } from './shell/page-failure.tsx';
import { SessionGate } from './shell/session-gate.tsx';
import { basename } from './tenant.ts';

type Part = 'Page' | 'Details' | 'Create' | 'Guide';
type Folder = Partial<Record<Part, ComponentType>>;

const folders = import.meta.glob<Folder>('./pages/*/index.tsx');

/** The component `part` of `pages/<folder>/index.tsx` at an address. */
const page = (path: string, folder: string, part: Part = 'Page'): RouteObject => ({
  path,
  lazy: async () => {
    const Component = (await folders[`./pages/${folder}/index.tsx`]?.())?.[part];
    return { Component: Component ?? NotFound };
  },
});

const pages: RouteObject[] = [
  { index: true, element: <Navigate to="/get-started" replace /> },
  page('get-started', 'get-started'),
  page('applications', 'applications'),
  page('applications/create', 'applications', 'Create'),
  page('applications/:id/guide', 'applications', 'Guide'),
  page('applications/:id/:tab?', 'applications', 'Details'),
  page('enterprise-sso', 'enterprise-sso'),
  page('enterprise-sso/:id/:tab?', 'enterprise-sso', 'Details'),
  page('sign-in-experience/:tab?', 'sign-in-experience'),
  page('users', 'users'),
  page('users/:id/:tab?', 'users', 'Details'),
  page('organizations', 'organizations'),
  page('organizations/template', 'organizations'),
  page('organizations/:id/:tab?', 'organizations', 'Details'),
  page('roles', 'roles'),
  page('roles/:id/:tab?', 'roles', 'Details'),
  page('api-resources', 'api-resources'),
  page('api-resources/:id/:tab?', 'api-resources', 'Details'),
  page('audit-logs', 'audit-logs'),
  page('audit-logs/:id', 'audit-logs', 'Details'),
  page('inbox', 'inbox'),
  { path: '*', element: <NotFound /> },
];

const router = createBrowserRouter(
  [
    { ...page('set-up', 'set-up'), errorElement: <PageFailure /> },
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
