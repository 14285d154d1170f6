/** What stands where a page should be: no such page, or a page that threw. */
import { Button } from '@mantine/core';
import { IconBug, IconMapQuestion } from '@tabler/icons-react';
import { useEffect } from 'react';
import { Link, useRouteError } from 'react-router';
import { EmptyState } from '../components/index.ts';
import { useTexts } from '../i18n/index.ts';
import { shellTexts } from './texts.ts';

export const NotFound = () => {
  const t = useTexts(shellTexts);
  useEffect(() => {
    document.title = `${t.notFoundTitle} · Genkan`;
  }, [t.notFoundTitle]);
  return (
    <EmptyState
      level={1}
      icon={<IconMapQuestion />}
      title={t.notFoundTitle}
      description={t.notFoundText}
      action={
        <Button component={Link} to="/get-started">
          {t.home}
        </Button>
      }
    />
  );
};

/** The reason goes to the browser's console, for whoever reports it. */
export const PageFailure = () => {
  const t = useTexts(shellTexts);
  const failure = useRouteError();
  useEffect(() => console.error(failure), [failure]);
  return (
    <EmptyState
      level={1}
      icon={<IconBug />}
      title={t.brokenTitle}
      description={t.brokenText}
      action={<Button onClick={() => window.location.reload()}>{t.reload}</Button>}
    />
  );
};
