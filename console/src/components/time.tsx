/** Moments in the reader's language and time zone. Times are integer milliseconds. */
import { Text, Tooltip } from '@mantine/core';
import { type Language, useLanguage } from '../i18n/index.ts';

/** The moment with seconds and zone. */
export const formatExact = (at: number, language: Language): string =>
  new Date(at).toLocaleString(language, { dateStyle: 'long', timeStyle: 'long' });

const steps: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', 86_400_000],
];

/** "5 minutes ago" up to a week away, the date beyond. */
export const formatRelative = (at: number, language: Language, now: number = Date.now()): string => {
  const away = at - now;
  if (Math.abs(away) >= 7 * 86_400_000) {
    return new Date(at).toLocaleDateString(language, { dateStyle: 'medium' });
  }
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const step = steps.findLast(([, length]) => Math.abs(away) >= length);
  return step
    ? format.format(Math.trunc(away / step[1]), step[0])
    : format.format(Math.trunc(away / 1_000), 'second');
};

type Props = {
  /** Null or undefined: it never happened. */
  at: number | null | undefined;
  never?: string;
};

/** How long ago, with the exact moment on hover and for machines. */
export const RelativeTime = ({ at, never = '—' }: Props) => {
  const language = useLanguage();
  if (at === null || at === undefined) {
    return (
      <Text component="span" size="sm" c="dimmed">
        {never}
      </Text>
    );
  }
  return (
    <Tooltip label={formatExact(at, language)}>
      <Text component="time" size="sm" dateTime={new Date(at).toISOString()} style={{ whiteSpace: 'nowrap' }}>
        {formatRelative(at, language)}
      </Text>
    </Tooltip>
  );
};
