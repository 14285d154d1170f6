import { Alert, Anchor } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { Link } from 'react-router';
import { useTexts } from '../../i18n/index.ts';
import { ownPagesTexts } from './own-pages-texts.ts';

/** Says that what is set here shows on the built-in pages, while others have taken their place. */
export const OwnPagesNotice = () => {
  const t = useTexts(ownPagesTexts);
  return (
    <Alert color="blue" icon={<IconInfoCircle aria-hidden />} role="note">
      {t.notice}{' '}
      <Anchor component={Link} to="/sign-in-experience/own-pages" size="sm" underline="always">
        {t.noticeLink}
      </Anchor>
    </Alert>
  );
};
