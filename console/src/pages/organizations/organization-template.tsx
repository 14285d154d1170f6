import { Stack, Text } from '@mantine/core';
import { useTexts } from '../../i18n/index.ts';
import { TemplateRoles } from './template-roles.tsx';
import { TemplateScopes } from './template-scopes.tsx';
import { texts } from './texts.ts';

/** Roles and permissions that all organizations of the tenant share. */
export const OrganizationTemplate = () => {
  const t = useTexts(texts).template;
  return (
    <Stack gap="lg">
      <Text size="sm" c="dimmed">
        {t.text}
      </Text>
      <TemplateRoles />
      <TemplateScopes />
    </Stack>
  );
};
