import { Anchor, Box, Stack, Text, Title } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { CopyField } from '../../components/index.ts';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import classes from './guide-panel.module.css';
import { type GuideStep, guides } from './guides.ts';
import { MarkedText } from './marked-text.tsx';
import { kindOf } from './provider-kind.ts';
import { texts } from './texts.ts';

type Values = { redirectUri: string; origin: string };

const Step = ({ step, values }: { step: GuideStep; values: Values }) => {
  const t = useTexts(texts).connection;
  return (
    <li className={classes.step}>
      <Stack gap="xs">
        <Title order={3} fz="sm">
          {step.title}
        </Title>
        {step.lines.map((line) => (
          <Text key={line} size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            <MarkedText text={line} />
          </Text>
        ))}
        {step.copy === 'both' ? <CopyField label={t.origin} value={values.origin} /> : null}
        {step.copy ? <CopyField label={t.redirectUri} value={values.redirectUri} /> : null}
        {step.link ? (
          <Anchor href={step.link.href} target="_blank" rel="noreferrer" size="sm">
            {step.link.label} <IconExternalLink size={14} aria-hidden style={{ verticalAlign: '-2px' }} />
          </Anchor>
        ) : null}
      </Stack>
    </li>
  );
};

/** What to do at the identity provider, step by step, with this connector's own values. */
export const GuidePanel = ({ providerName, values }: { providerName: string; values: Values }) => {
  const language = useLanguage();
  const steps = guides[kindOf(providerName).guide][language];
  return (
    <Box component="ol" className={classes.steps}>
      {steps.map((step) => (
        <Step key={step.title} step={step} values={values} />
      ))}
    </Box>
  );
};
