import { Autocomplete, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTexts } from '../../i18n/index.ts';
import { texts } from './texts.ts';

/** What the message of an invitation carries. */
export type MessageValues = { link: string; locale: string; code: string };

export const emptyMessage: MessageValues = { link: '', locale: '', code: '' };

/** Stands in a link for the id of the invitation, which is not known before it was made. */
export const invitationIdMark = '{id}';

export const messageOf = ({ link, locale, code }: MessageValues, invitationId: string) => ({
  ...(link.trim()
    ? { link: link.trim().replaceAll(invitationIdMark, encodeURIComponent(invitationId)) }
    : {}),
  ...(locale.trim() ? { locale: locale.trim() } : {}),
  ...(code.trim() ? { code: code.trim() } : {}),
});

/** Says what is wrong with a link, or null. */
export const checkLink = (value: string, wrong: string): string | null =>
  !value.trim() || URL.canParse(value.trim()) ? null : wrong;

/** The fields of the message; a form of any dialog holds them. */
export const MessageFields = <Values extends MessageValues>({
  form,
}: {
  form: UseFormReturnType<Values>;
}) => {
  const t = useTexts(texts).invitations;
  return (
    <>
      <TextInput
        label={t.link}
        description={t.linkHint}
        placeholder={`https://app.example.com/join?invitation=${invitationIdMark}`}
        spellCheck={false}
        maxLength={2048}
        {...form.getInputProps('link')}
      />
      <Autocomplete
        label={t.locale}
        description={t.localeHint}
        data={['en', 'ja']}
        maxLength={128}
        {...form.getInputProps('locale')}
      />
      <TextInput
        label={t.code}
        description={t.codeHint}
        spellCheck={false}
        maxLength={128}
        {...form.getInputProps('code')}
      />
    </>
  );
};
