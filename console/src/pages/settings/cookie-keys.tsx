import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { useApi, useChange } from '../../api.ts';
import { Changes, ConfirmDialog, Section } from '../../components/index.ts';
import { useTexts } from '../../i18n/index.ts';
import { type Key, KeyTable } from './key-table.tsx';
import { texts } from './texts.ts';

const keyType = 'cookie-keys';

export const CookieKeys = () => {
  const t = useTexts(texts);
  const [rotating, setRotating] = useState(false);
  const [deleting, setDeleting] = useState<Key | null>(null);
  const keys = useApi('GET /api/configs/oidc/:keyType', { params: { keyType } });
  const about = { invalidates: ['/api/configs/oidc'], quiet: true };
  const rotate = useChange('POST /api/configs/oidc/:keyType/rotate', { ...about, success: t.keys.rotated });
  const remove = useChange('DELETE /api/configs/oidc/:keyType/:keyId', { ...about, success: t.keys.deleted });
  return (
    <Changes needs="keys:write">
      <Section
        title={t.cookies.title}
        description={t.cookies.text}
        action={
          <Button leftSection={<IconRefresh size={16} aria-hidden />} onClick={() => setRotating(true)}>
            {t.keys.rotate}
          </Button>
        }
      >
        <KeyTable label={t.cookies.title} reading={keys} onDelete={setDeleting} />
      </Section>
      <ConfirmDialog
        opened={rotating}
        onClose={() => setRotating(false)}
        title={t.cookies.rotateTitle}
        action={t.keys.rotate}
        color="iris"
        onConfirm={() => rotate.mutateAsync({ params: { keyType } })}
      >
        {t.cookies.rotateText}
      </ConfirmDialog>
      <ConfirmDialog
        opened={deleting !== null}
        onClose={() => setDeleting(null)}
        title={t.cookies.deleteTitle}
        onConfirm={() => remove.mutateAsync({ params: { keyType, keyId: deleting?.id ?? '' } })}
      >
        {t.cookies.deleteText}
      </ConfirmDialog>
    </Changes>
  );
};
