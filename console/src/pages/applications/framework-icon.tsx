import { IconApi, IconDeviceMobile, IconServer, IconWorld } from '@tabler/icons-react';
import type { BrandIcon, Framework, GalleryType } from './frameworks.ts';

const generic: Record<GalleryType, typeof IconApi> = {
  Traditional: IconServer,
  SPA: IconWorld,
  Native: IconDeviceMobile,
  MachineToMachine: IconApi,
};

/** Very dark brand colours vanish on a dark card, very light ones on a white card; those follow the text. */
const isReadable = (hex: string): boolean => {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  const brightness = 0.299 * red + 0.587 * green + 0.114 * blue;
  return brightness > 70 && brightness < 205;
};

const Brand = ({ icon, size }: { icon: BrandIcon; size: number }) => (
  <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={icon.path} fill={isReadable(icon.hex) ? `#${icon.hex}` : 'currentColor'} />
  </svg>
);

/** The brand's icon of a framework, or one for its kind; decoration only. */
export const FrameworkIcon = ({ framework, size = 30 }: { framework: Framework; size?: number }) => {
  const Generic = generic[framework.type];
  return framework.icon ? (
    <Brand icon={framework.icon} size={size} />
  ) : (
    <Generic size={size} stroke={1.5} color="var(--mantine-color-iris-5)" aria-hidden />
  );
};
