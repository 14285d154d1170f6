import { Checkbox, Group, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { PageHeader } from '../../components/index.ts';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { listAddress, signsPeopleIn } from './application.ts';
import { CreateDialog } from './create-dialog.tsx';
import { FrameworkCard } from './framework-card.tsx';
import { type Framework, frameworks, type GalleryType, galleryTypes, nameOfFramework } from './frameworks.ts';
import { texts } from './texts.ts';

/** The gallery of frameworks; `?framework=flask` opens the dialog at once (from *Get started*). */
export const Create = () => {
  const t = useTexts(texts);
  const language = useLanguage();
  const [params, setParams] = useSearchParams();
  const [search, setSearch] = useState('');
  const [kinds, setKinds] = useState<string[]>([]);
  const chosen = frameworks.find(({ id }) => id === params.get('framework')) ?? null;
  const isThirdParty = params.get('party') === 'third';
  const choose = (framework: Framework | null) =>
    setParams(
      { ...(framework ? { framework: framework.id } : {}), ...(isThirdParty ? { party: 'third' } : {}) },
      { replace: true },
    );

  const wanted = search.trim().toLowerCase();
  const offered = isThirdParty ? galleryTypes.filter(signsPeopleIn) : galleryTypes;
  const fits = (framework: Framework): boolean =>
    offered.includes(framework.type) &&
    (kinds.length === 0 || kinds.includes(framework.type)) &&
    `${nameOfFramework(framework, language)} ${framework.about}`.toLowerCase().includes(wanted);
  const shown = frameworks.filter(fits);

  return (
    <>
      <PageHeader
        title={t.gallery.title}
        description={t.gallery.subtitle}
        crumbs={[{ label: t.title, to: listAddress({ isThirdParty }) }]}
      />
      <Stack gap="lg">
        <Group gap="lg" align="center">
          <TextInput
            type="search"
            aria-label={t.gallery.search}
            placeholder={t.gallery.search}
            leftSection={<IconSearch size={16} aria-hidden />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            style={{ flex: '1 1 220px' }}
            maw={320}
          />
          <Checkbox.Group value={kinds} onChange={setKinds} aria-label={t.gallery.filter}>
            <Group gap="md">
              {offered.map((type) => (
                <Checkbox key={type} value={type} label={t.types[type]} />
              ))}
            </Group>
          </Checkbox.Group>
        </Group>
        {galleryTypes
          .map((type) => ({ type, cards: shown.filter((framework) => framework.type === type) }))
          .filter(({ cards }) => cards.length > 0)
          .map(({ type, cards }) => (
            <Kind key={type} type={type} cards={cards} onChoose={choose} />
          ))}
        {shown.length === 0 ? (
          <Text c="dimmed" role="status">
            {t.gallery.none}
          </Text>
        ) : null}
      </Stack>
      <CreateDialog framework={chosen} isThirdParty={isThirdParty} onClose={() => choose(null)} />
    </>
  );
};

const Kind = ({
  type,
  cards,
  onChoose,
}: {
  type: GalleryType;
  cards: Framework[];
  onChoose: (framework: Framework) => void;
}) => {
  const t = useTexts(texts);
  return (
    <section aria-labelledby={`kind-${type}`}>
      <Title order={2} fz={16} id={`kind-${type}`}>
        {t.types[type]}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t.typeHints[type]}
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="md">
        {cards.map((framework) => (
          <FrameworkCard key={framework.id} framework={framework} onChoose={() => onChoose(framework)} />
        ))}
      </SimpleGrid>
    </section>
  );
};
