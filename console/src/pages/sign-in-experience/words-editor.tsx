import { Accordion, Badge, Group, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { memo, useState } from 'react';
import { readVersion, useChange } from '../../api.ts';
import { Section } from '../../components/index.ts';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { groupOf, missingFrom, ownWords, type Phrases, wordPaths } from './words.ts';
import { wordsTexts } from './words-texts.ts';

type Word = { key: string; text: string };
/** A word with its place in the form, and what is said without it. */
type Shown = Word & { index: number; builtIn: string };

/** Longer ones get more than a line. */
const oneLine = 60;
const longest = 1024;

type Props = {
  tag: string;
  builtIn: Record<string, string>;
  /** Undefined while the language has no words of its own. */
  phrases: Phrases | undefined;
};

/** Every word of the pages in one language; those that are left empty stay the built-in ones. */
export const WordsEditor = ({ tag, builtIn, phrases }: Props) => {
  const t = useTexts(wordsTexts);
  const [search, setSearch] = useState('');
  const [onlyOwn, setOnlyOwn] = useState(false);
  const put = useChange('PUT /api/custom-phrases/:languageTag', { invalidates: wordPaths, quiet: true });
  const own = ownWords(phrases);
  const keys = Object.keys({ ...builtIn, ...own });
  const state = useSavedForm({
    of: phrases,
    values: (version): { words: Word[] } => {
      const texts = ownWords(version);
      return { words: keys.map((key) => ({ key, text: texts[key] ?? '' })) };
    },
    current:
      phrases &&
      (() => readVersion('GET /api/custom-phrases/:languageTag', { params: { languageTag: tag } })),
    save: ({ words }, over) =>
      put.mutateAsync({
        over,
        params: { languageTag: tag },
        body: Object.fromEntries(words.flatMap(({ key, text }) => (text.trim() ? [[key, text]] : []))),
      }),
    fields: Object.fromEntries(keys.map((key, index) => [key, `words.${index}.text`])),
  });
  const { form } = state;
  const wanted = search.trim().toLowerCase();
  const found = form.values.words
    .map((word, index) => ({ ...word, index, builtIn: builtIn[word.key] ?? '' }))
    .filter(
      (word) =>
        (!onlyOwn || word.text || own[word.key]) &&
        [word.key, word.text, word.builtIn].some((text) => text.toLowerCase().includes(wanted)),
    );
  return (
    <SettingsForm state={state}>
      <Section>
        <Group gap="md">
          <TextInput
            type="search"
            aria-label={t.search}
            placeholder={t.search}
            leftSection={<IconSearch size={16} aria-hidden />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') event.preventDefault();
            }}
            style={{ flex: '1 1 220px' }}
            maw={420}
          />
          <Switch
            label={t.onlyOwn}
            checked={onlyOwn}
            onChange={(event) => setOnlyOwn(event.currentTarget.checked)}
          />
        </Group>
        {found.length === 0 ? (
          <Text c="dimmed" size="sm" role="status">
            {onlyOwn && !wanted ? t.noOwn : t.nothing}
          </Text>
        ) : (
          <Groups
            words={found}
            allOpen={wanted !== '' || onlyOwn}
            onChange={form.setFieldValue as (path: string, text: string) => void}
            errors={form.errors as Record<string, string>}
          />
        )}
      </Section>
    </SettingsForm>
  );
};

type GroupsProps = {
  words: readonly Shown[];
  /** While something is looked for, everything that was found shows. */
  allOpen: boolean;
  onChange: (path: string, text: string) => void;
  errors: Readonly<Record<string, string>>;
};

const Groups = ({ words, allOpen, onChange, errors }: GroupsProps) => {
  const t = useTexts(wordsTexts);
  const [opened, setOpened] = useState<string[]>(['signIn']);
  const groups = [...Map.groupBy(words, ({ key }) => groupOf(key))];
  const open = allOpen ? groups.map(([name]) => `${name}.`) : opened.map((name) => `${name}.`);
  return (
    <Accordion
      multiple
      variant="contained"
      order={3}
      value={open}
      onChange={(names) => {
        if (!allOpen) setOpened(names.map((name) => name.slice(0, -1)));
      }}
    >
      {groups.map(([name, members]) => {
        const count = members.filter(({ text }) => text.trim()).length;
        return (
          <Accordion.Item key={name} value={`${name}.`}>
            <Accordion.Control>
              <Group gap="sm">
                <Text size="sm" fw={600}>
                  {t.groups[name] ?? name}
                </Text>
                {count > 0 ? (
                  <Badge variant="light" tt="none" radius="sm">
                    {t.own(count)}
                  </Badge>
                ) : null}
              </Group>
            </Accordion.Control>
            <Accordion.Panel>
              <Stack gap="md">
                {open.includes(`${name}.`)
                  ? members.map(({ key, text, index, builtIn }) => (
                      <WordField
                        key={key}
                        name={key}
                        text={text}
                        builtIn={builtIn}
                        path={`words.${index}.text`}
                        error={errors[`words.${index}.text`]}
                        onChange={onChange}
                      />
                    ))
                  : null}
              </Stack>
            </Accordion.Panel>
          </Accordion.Item>
        );
      })}
    </Accordion>
  );
};

type FieldProps = {
  name: string;
  text: string;
  builtIn: string;
  path: string;
  error: string | undefined;
  onChange: (path: string, text: string) => void;
};

/** Drawn anew only when its own text changes: there are many of them. */
const WordField = memo(({ name, text, builtIn, path, error, onChange }: FieldProps) => {
  const t = useTexts(wordsTexts);
  const missing = text.trim() ? missingFrom(text, builtIn) : [];
  const shared = {
    label: (
      <Text component="span" ff="monospace" fz={12} c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {name}
      </Text>
    ),
    description: text ? builtIn : undefined,
    placeholder: builtIn,
    maxLength: longest,
    value: text,
    error,
    onChange: (event: { currentTarget: { value: string } }) => onChange(path, event.currentTarget.value),
  };
  return (
    <div>
      {builtIn.length > oneLine ? (
        <Textarea {...shared} autosize minRows={2} maxRows={6} />
      ) : (
        <TextInput {...shared} />
      )}
      {missing.length > 0 ? (
        <Text size="xs" mt={4} c="var(--mantine-color-yellow-light-color)" role="status">
          {t.missing(missing.join(', '))}
        </Text>
      ) : null}
    </div>
  );
});
