/** The parts that pages are built of. */

export { Changes, ReadOnlyNotice } from './changes.tsx';
export { ConfirmDialog } from './confirm.tsx';
export { CopyButton } from './copy-button.tsx';
export { CopyField, CopyText } from './copy-field.tsx';
export { type Column, DataTable, type ListQuery, pageSize, SearchBox, useListQuery } from './data-table.tsx';
export { checkOrigin, checkRedirectUri, ListInput, type ValueCheck } from './list-input.tsx';
export { PageHeader } from './page-header.tsx';
export { SecretText } from './secret-text.tsx';
export { Section } from './section.tsx';
export { ShownOnce } from './shown-once.tsx';
export { EmptyState, ErrorState, Loaded, LoadingState } from './states.tsx';
export { type Status, StatusBadge } from './status-badge.tsx';
export { formatExact, formatRelative, RelativeTime } from './time.tsx';
export { type UrlTab, UrlTabs } from './url-tabs.tsx';
