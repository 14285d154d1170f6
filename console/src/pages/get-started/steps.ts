/** Which of the first steps are done, from the API. */
import { useApi, usePage } from '../../api.ts';

export type StepId = 'application' | 'user' | 'connector' | 'switch' | 'organization';

export type FirstStep = {
  id: StepId;
  /** Undefined while it is not known. */
  done: boolean | undefined;
  to: string;
  /** Where the button leads once the step is done. */
  list: string;
};

const one = { query: { page: 1, page_size: 1 } };

/** The steps in order, the first failure while reading, and a way to read again. */
export const useFirstSteps = () => {
  const applications = usePage<unknown>('GET /api/applications', one);
  const users = usePage<unknown>('GET /api/users', one);
  const connectors = usePage<unknown>('GET /api/sso-connectors', one);
  const organizations = usePage<unknown>('GET /api/organizations', one);
  const experience = useApi<{ singleSignOnEnabled: boolean }>('GET /api/sign-in-exp');
  const exists = ({ data }: { data: { total: number } | undefined }) => data && data.total > 0;
  const steps: FirstStep[] = [
    { id: 'application', done: exists(applications), to: '/applications/create', list: '/applications' },
    { id: 'user', done: exists(users), to: '/applications', list: '/users' },
    { id: 'connector', done: exists(connectors), to: '/enterprise-sso', list: '/enterprise-sso' },
    {
      id: 'switch',
      done: experience.data?.singleSignOnEnabled,
      to: '/sign-in-experience/sign-up-and-sign-in',
      list: '/sign-in-experience/sign-up-and-sign-in',
    },
    { id: 'organization', done: exists(organizations), to: '/organizations', list: '/organizations' },
  ];
  const readings = [applications, users, connectors, organizations, experience];
  const failed = readings.filter(({ error }) => error);
  return {
    steps,
    failure: failed[0]?.error ?? null,
    retry: () => {
      for (const reading of failed) void reading.refetch();
    },
  };
};
