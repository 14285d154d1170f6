import { Alert, Button } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation, useParams } from 'react-router';
import { useApi } from '../../api.ts';
import { Loaded, PageHeader } from '../../components/index.ts';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { type Application, frameworkIdOf } from './application.ts';
import { FrameworkIcon } from './framework-icon.tsx';
import { frameworkOf, nameOfFramework } from './frameworks.ts';
import { GuideView } from './guide-view.tsx';
import { texts } from './texts.ts';

/** The integration guide of one application: the page after its creation, and reopened from its details. */
export const Guide = () => {
  const { id = '' } = useParams();
  const reading = useApi('GET /api/applications/:id', { params: { id } });
  return <Loaded of={reading}>{(application) => <GuideOf application={application} />}</Loaded>;
};

const GuideOf = ({ application }: { application: Application }) => {
  const t = useTexts(texts);
  const language = useLanguage();
  const created = (useLocation().state as { created?: boolean } | null)?.created === true;
  const framework = frameworkOf(application.type, frameworkIdOf(application));
  const guide = useQuery({
    queryKey: ['guide', framework.id],
    queryFn: framework.guide,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const details = `/applications/${application.id}`;
  return (
    <>
      <PageHeader
        title={t.guide.title(application.name)}
        description={nameOfFramework(framework, language)}
        media={<FrameworkIcon framework={framework} size={40} />}
        crumbs={[
          { label: t.title, to: '/applications' },
          { label: application.name, to: details },
        ]}
        actions={
          <Button component={Link} to={details} variant="default">
            {t.guide.details}
          </Button>
        }
      />
      {created ? (
        <Alert
          color="teal"
          icon={<IconCircleCheck aria-hidden />}
          title={t.guide.createdTitle(application.name)}
          mb="lg"
          role="status"
        >
          {t.guide.createdText}
        </Alert>
      ) : null}
      <Loaded of={guide}>{(loaded) => <GuideView application={application} guide={loaded} />}</Loaded>
      <Button component={Link} to={details} mt="lg">
        {t.guide.done}
      </Button>
    </>
  );
};
