import { Button, Menu, Text } from '@mantine/core';
import { IconCheck, IconSelector } from '@tabler/icons-react';
import { useTexts } from '../i18n/index.ts';
import { homeOfTenant } from '../tenant.ts';
import { useSession } from './session.ts';
import { shellTexts } from './texts.ts';

/** The chosen tenant and the way to the others. */
export const TenantMenu = () => {
  const t = useTexts(shellTexts);
  const { tenants, tenant } = useSession();
  return (
    <Menu position="bottom-start" width={260}>
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          rightSection={<IconSelector size={14} aria-hidden />}
          aria-label={`${t.chooseTenant}: ${tenant.name}`}
          maw={{ base: 160, sm: 260 }}
        >
          <Text component="span" size="sm" truncate>
            {tenant.name}
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t.tenant}</Menu.Label>
        {tenants.map((one) => (
          <Menu.Item
            key={one.id}
            component="a"
            href={homeOfTenant(one.id)}
            aria-current={one.id === tenant.id ? 'true' : undefined}
            rightSection={one.id === tenant.id ? <IconCheck size={16} aria-hidden /> : null}
          >
            <Text size="sm">{one.name}</Text>
            <Text size="xs" c="dimmed">
              {one.origin}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};
