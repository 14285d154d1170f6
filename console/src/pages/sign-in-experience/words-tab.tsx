import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useApi, useChange } from '../../api.ts';
import { DialogForm } from '../../components/dialog-form.tsx';
import { ConfirmDialog, Loaded, Section } from '../../components/index.ts';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { notifyDone } from '../../notify.ts';
import { baseOf, builtInLanguages, useLanguageName } from './sign-in-experience.ts';
import { ownWords, type Phrases, wordPaths } from './words.ts';
import { WordsEditor } from './words-editor.tsx';
import { wordsTexts } from './words-texts.ts';

type Props = {
  /** Address before the language's part. */
  base: string;
  /** The language in the address. */
  language: string | undefined;
};

export const WordsTab = ({ base, language }: Props) => {
  const own = useApi('GET /api/custom-phrases');
  const reader = useLanguage();
  return (
    <Loaded of={own}>
      {(rows) => {
        const words = new Map(rows.map((row) => [row.languageTag, ownWords(row)]));
        const languages = [...new Set([...builtInLanguages, ...words.keys()])];
        const chosen = languages.find((tag) => tag === language) ?? reader;
        return (
          <Stack gap="lg">
            <Languages base={base} languages={languages} words={words} chosen={chosen} />
            <Words
              key={chosen}
              tag={chosen}
              phrases={rows.find(({ languageTag }) => languageTag === chosen)}
            />
          </Stack>
        );
      }}
    </Loaded>
  );
};

const Words = ({ tag, phrases }: { tag: string; phrases: Phrases | undefined }) => {
  const builtIn = useApi('GET /api/.well-known/phrases', { query: { lng: baseOf(tag), own: 'false' } });
  return (
    <Loaded of={builtIn}>{(words) => <WordsEditor tag={tag} builtIn={words} phrases={phrases} />}</Loaded>
  );
};

type LanguagesProps = {
  base: string;
  languages: string[];
  words: ReadonlyMap<string, Record<string, string>>;
  chosen: string;
};

const Languages = ({ base, languages, words, chosen }: LanguagesProps) => {
  const t = useTexts(wordsTexts);
  const nameOf = useLanguageName();
  const navigate = useNavigate();
  const [asking, setAsking] = useState<'add' | 'remove' | null>(null);
  const remove = useChange('DELETE /api/custom-phrases/:languageTag', {
    invalidates: wordPaths,
    success: t.removed,
    quiet: true,
  });
  const isBuiltIn = builtInLanguages.includes(chosen);
  const [title, text] = isBuiltIn ? [t.reset, t.resetText] : [t.remove, t.removeText];
  return (
    <Section
      title={t.title}
      description={t.text}
      action={
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setAsking('add')}
        >
          {t.add}
        </Button>
      }
    >
      <Group align="flex-end" gap="sm">
        <Select
          label={t.language}
          data={languages.map((tag) => {
            const count = Object.keys(words.get(tag) ?? {}).length;
            return { value: tag, label: count > 0 ? `${nameOf(tag)}, ${t.own(count)}` : nameOf(tag) };
          })}
          value={chosen}
          onChange={(tag) => void navigate(`${base}/${tag}`)}
          allowDeselect={false}
          searchable={languages.length > 8}
          style={{ flex: '1 1 220px' }}
          maw={420}
        />
        {words.has(chosen) ? (
          <Button
            variant="subtle"
            color="red"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => setAsking('remove')}
          >
            {title}
          </Button>
        ) : null}
      </Group>
      <AddLanguage
        opened={asking === 'add'}
        onClose={() => setAsking(null)}
        known={languages}
        onAdded={(tag) => void navigate(`${base}/${tag}`)}
      />
      <ConfirmDialog
        opened={asking === 'remove'}
        onClose={() => setAsking(null)}
        title={title}
        action={title}
        onConfirm={() => remove.mutateAsync({ params: { languageTag: chosen } })}
      >
        {text}
      </ConfirmDialog>
    </Section>
  );
};

/** The tag as BCP 47 spells it; undefined where it is none. */
const readTag = (text: string): string | undefined => {
  if (!/^[a-z]{2,8}(-[a-z\d]{1,8})*$/i.test(text) || text.length > 16) return undefined;
  try {
    return Intl.getCanonicalLocales(text)[0];
  } catch (failure) {
    if (failure instanceof RangeError) return undefined;
    throw failure;
  }
};

type AddProps = {
  opened: boolean;
  onClose: () => void;
  known: readonly string[];
  onAdded: (tag: string) => void;
};

const AddLanguage = ({ opened, onClose, known, onAdded }: AddProps) => {
  const t = useTexts(wordsTexts);
  const nameOf = useLanguageName();
  const put = useChange('PUT /api/custom-phrases/:languageTag', { invalidates: wordPaths, quiet: true });
  return (
    <DialogForm
      opened={opened}
      onClose={onClose}
      title={t.addTitle}
      action={t.add}
      initial={{ tag: '' }}
      validate={{
        tag: (text) => {
          const tag = readTag(text.trim());
          if (!tag) return t.tagInvalid;
          return known.includes(tag) ? t.tagKnown : null;
        },
      }}
      onSubmit={async ({ tag: text }) => {
        const tag = readTag(text.trim()) ?? '';
        await put.mutateAsync({ params: { languageTag: tag }, body: {} });
        notifyDone(t.added(nameOf(tag)));
        onAdded(tag);
      }}
    >
      {(form) => {
        const tag = readTag(form.values.tag.trim());
        return (
          <>
            <Text size="sm">{t.addText}</Text>
            <TextInput
              label={t.tag}
              description={tag ? nameOf(tag) : t.tagHint}
              placeholder="fr"
              required
              maxLength={16}
              data-autofocus
              spellCheck={false}
              autoComplete="off"
              {...form.getInputProps('tag')}
            />
          </>
        );
      }}
    </DialogForm>
  );
};
