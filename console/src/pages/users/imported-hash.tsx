import { Select, Text, Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import type { BodyOf } from '../../api.ts';
import { useTexts } from '../../i18n/index.ts';
import { texts } from './texts.ts';

export type PasswordAlgorithm = NonNullable<BodyOf<'POST /api/users'>['passwordAlgorithm']>;

const kinds: Record<PasswordAlgorithm, 'encoded' | 'bcrypt' | 'hex' | 'legacy'> = {
  Bcrypt: 'bcrypt',
  Argon2id: 'encoded',
  Argon2i: 'encoded',
  Argon2d: 'encoded',
  SHA256: 'hex',
  SHA1: 'hex',
  MD5: 'hex',
  Legacy: 'legacy',
};

const labels: Partial<Record<PasswordAlgorithm, string>> = {
  Bcrypt: 'bcrypt',
  SHA256: 'SHA-256',
  SHA1: 'SHA-1',
  Legacy: 'PBKDF2, scrypt, salted SHA … (Legacy)',
};

type Props = {
  algorithm: PasswordAlgorithm;
  onAlgorithm: (algorithm: PasswordAlgorithm) => void;
  value?: string;
  onChange: (event: unknown) => void;
  error?: ReactNode;
};

/** A password that another system hashed: what made the hash, and the hash. */
export const ImportedHash = ({ algorithm, onAlgorithm, value, onChange, error }: Props) => {
  const t = useTexts(texts).create;
  return (
    <>
      <Text size="sm" c="dimmed">
        {t.importedHint}
      </Text>
      <Select
        label={t.algorithm}
        data={(Object.keys(kinds) as PasswordAlgorithm[]).map((name) => ({
          value: name,
          label: labels[name] ?? name,
        }))}
        value={algorithm}
        onChange={(name) => {
          if (name) onAlgorithm(name as PasswordAlgorithm);
        }}
        allowDeselect={false}
      />
      <Textarea
        label={t.digest}
        description={t.digestHints[kinds[algorithm]]}
        required
        autosize
        minRows={2}
        maxRows={6}
        maxLength={256}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
        value={value}
        onChange={onChange}
        error={error}
      />
    </>
  );
};
