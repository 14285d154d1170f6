import { Divider, SimpleGrid, TextInput, Title } from '@mantine/core';
import { Section } from '../../components/index.ts';
import type { UserProfile } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import { claimTexts } from './claim-texts.ts';

const claims = [
  'familyName',
  'givenName',
  'middleName',
  'nickname',
  'preferredUsername',
  'gender',
  'birthdate',
  'zoneinfo',
  'locale',
  'website',
  'profile',
] as const;
const address = ['streetAddress', 'locality', 'region', 'postalCode', 'country', 'formatted'] as const;

type Claim = (typeof claims)[number];
type AddressPart = (typeof address)[number];

/** Every claim as text; an empty one is not there. */
export type ClaimValues = {
  profile: Record<Claim, string>;
  address: Record<AddressPart, string>;
};

const readAll = <Name extends string>(names: readonly Name[], from: Partial<Record<Name, string>>) =>
  Object.fromEntries(names.map((name) => [name, from[name] ?? ''])) as Record<Name, string>;

const withoutEmpty = (values: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values)
      .map(([name, value]) => [name, value.trim()] as const)
      .filter(([, value]) => value !== ''),
  );

export const claimValuesOf = (profile: UserProfile): ClaimValues => ({
  profile: readAll(claims, profile),
  address: readAll(address, profile.address ?? {}),
});

/** The profile as the API takes it, without what is empty. */
export const profileOf = (values: ClaimValues): UserProfile => {
  const where = withoutEmpty(values.address);
  return { ...withoutEmpty(values.profile), ...(Object.keys(where).length > 0 ? { address: where } : {}) };
};

const placeholders: Partial<Record<Claim, string>> = {
  birthdate: '1990-04-01',
  zoneinfo: 'Asia/Tokyo',
  locale: 'ja-JP',
  website: 'https://',
  profile: 'https://',
};

type Props = { inputProps: (path: string) => object };

/** The claims of OpenID Connect about a person, with the address. */
export const ClaimFields = ({ inputProps }: Props) => {
  const t = useTexts(claimTexts);
  return (
    <Section title={t.title} description={t.text}>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {claims.map((name) => (
          <TextInput
            key={name}
            label={t.claims[name]}
            placeholder={placeholders[name]}
            maxLength={256}
            autoComplete="off"
            {...inputProps(`profile.${name}`)}
          />
        ))}
      </SimpleGrid>
      <Divider />
      <Title order={3} fz="md">
        {t.addressTitle}
      </Title>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {address.map((name) => (
          <TextInput
            key={name}
            label={t.address[name]}
            maxLength={256}
            autoComplete="off"
            {...inputProps(`address.${name}`)}
          />
        ))}
      </SimpleGrid>
    </Section>
  );
};
