/** The few drawings of the pages. All of them are decoration: what they mean is said in words beside them. */
import type { ComponentChildren } from 'preact';

const Icon = ({ children, size = 20 }: { children: ComponentChildren; size?: number }) => (
  <svg
    class="icon"
    width={size}
    height={size}
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    stroke-width="1.6"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    {children}
  </svg>
);

/** The mark: an entrance with its roof, a sliding door half open, and the step. */
export const Mark = () => (
  <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <rect class="mark-ground" width="32" height="32" rx="8" />
    <path
      class="mark-lines"
      d="M6 11.8 16 7.2l10 4.6M9.5 12.4v11.9m13-11.9v11.9m-16 0h19"
      fill="none"
      stroke-width="2.2"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
    <path class="mark-door" d="M16 14.2h3.7v7.4H16z" />
  </svg>
);

export const LockIcon = () => (
  <Icon>
    <rect x="4" y="9" width="12" height="8" rx="2" />
    <path d="M7 9V6.5a3 3 0 0 1 6 0V9" />
  </Icon>
);

export const EyeIcon = ({ crossed }: { crossed: boolean }) => (
  <Icon>
    <path d="M2.5 10c1.8-3.2 4.3-4.8 7.5-4.8s5.7 1.6 7.5 4.800c-1.8 3.2-4.3 4.8-7.5 4.800S4.3 13.2 2.5 10Z" />
    <circle cx="10" cy="10" r="2.2" />
    {crossed && <path d="M4 16 16 4" />}
  </Icon>
);

export const AlertIcon = () => (
  <Icon>
    <circle cx="10" cy="10" r="7.5" />
    <path d="M10 6.200v4.600M10 13.700v.1" />
  </Icon>
);

export const CheckIcon = ({ size = 20 }: { size?: number }) => (
  <Icon size={size}>
    <path d="m4.5 10.5 3.6 3.6 7.4-8" />
  </Icon>
);

export const DeviceIcon = () => (
  <Icon>
    <rect x="2.5" y="3.5" width="15" height="10" rx="2" />
    <path d="M7 16.5h6" />
  </Icon>
);

export const MailIcon = () => (
  <Icon>
    <rect x="2.5" y="4.5" width="15" height="11" rx="2" />
    <path d="m3 6 7 5.200L17 6" />
  </Icon>
);

export const ClockIcon = () => (
  <Icon>
    <circle cx="10" cy="10" r="7.5" />
    <path d="M10 5.800V10l2.8 1.8" />
  </Icon>
);

export const PersonIcon = () => (
  <Icon>
    <circle cx="10" cy="7" r="3" />
    <path d="M4 16.500c.8-3 3-4.5 6-4.500s5.2 1.5 6 4.5" />
  </Icon>
);

export const ChevronIcon = () => (
  <Icon>
    <path d="m8 5 5 5-5 5" />
  </Icon>
);

export const BuildingIcon = () => (
  <Icon>
    <path d="M4.5 17V4.500a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1V17M12.5 8.500h2a1 1 0 0 1 1 1V17M3 17h14M7 7h3M7 10h3M7 13h3" />
  </Icon>
);
