import { useComputedColorScheme } from '@mantine/core';

type Props = { logo: string; logoDark?: string; size?: number };

/** A provider's logo for the scheme in use; decoration beside the provider's name. */
export const ProviderLogo = ({ logo, logoDark, size = 28 }: Props) => {
  const dark = useComputedColorScheme('light') === 'dark';
  const source = (dark && logoDark) || logo;
  return source ? (
    <img src={source} alt="" width={size} height={size} style={{ objectFit: 'contain', flex: 'none' }} />
  ) : null;
};
