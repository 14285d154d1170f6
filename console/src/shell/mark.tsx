/** Genkan's mark: a gate with its door. */
export const Mark = ({ size = 28 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <rect width="32" height="32" rx="8" fill="#5b5bd6" />
    <path
      d="M6 10.5h20M9 10.5V25M23 10.5V25M9 15.5h14"
      fill="none"
      stroke="#fff"
      strokeWidth="2.4"
      strokeLinecap="round"
    />
    <path d="M13.5 25v-5.2a2.5 2.5 0 0 1 5 0V25z" fill="#fff" />
  </svg>
);
