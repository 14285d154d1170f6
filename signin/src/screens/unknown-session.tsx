/** The page was opened, or outlived, without a sign-in that it belongs to. Only the application can start one. */
import { ClockIcon } from '../icons.tsx';
import { usePage } from '../page.ts';
import { Notice } from './parts.tsx';

export const UnknownSession = () => {
  const { words } = usePage();
  return <Notice icon={<ClockIcon />} title={words.unknownSession.title} text={words.unknownSession.text} />;
};
