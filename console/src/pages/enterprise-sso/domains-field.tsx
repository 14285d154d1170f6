import { TagsInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTexts } from '../../i18n/index.ts';
import { toDomain } from './domain.ts';
import { texts } from './texts.ts';

type Props = {
  value: string[];
  onChange: (domains: string[]) => void;
  /** What the server refused, domain by domain. */
  refusals: Record<string, string>;
  /** A refusal that names no domain of the list. */
  error?: ReactNode;
};

/** A list of e-mail domains; what is typed becomes a lower-case A-label, what is no domain is not taken. */
export const DomainsField = ({ value, onChange, refusals, error: refusal }: Props) => {
  const t = useTexts(texts).experience;
  const [mistake, setMistake] = useState<string>();

  const change = (next: string[]) => {
    const kept: string[] = [];
    let wrong: string | undefined;
    for (const text of next) {
      const domain = toDomain(text);
      if (!domain) wrong = `“${text}”: ${t.invalidDomain}`;
      else if (kept.includes(domain)) wrong = `“${domain}”: ${t.repeatedDomain}`;
      else kept.push(domain);
    }
    setMistake(wrong);
    onChange(kept);
  };

  const refused = value.filter((domain) => refusals[domain]);
  const error =
    refused.length > 0
      ? refused.map((domain) => <div key={domain}>{refusals[domain]}</div>)
      : (mistake ?? refusal);

  return (
    <TagsInput
      label={t.domains}
      description={t.domainsHint}
      placeholder={value.length === 0 ? t.domainsPlaceholder : undefined}
      value={value}
      onChange={change}
      onDuplicate={(text) => setMistake(`“${text}”: ${t.repeatedDomain}`)}
      splitChars={[',', ' ', ';']}
      data={[]}
      error={error}
      errorProps={{ component: 'div' }}
      autoCapitalize="none"
      spellCheck={false}
    />
  );
};
