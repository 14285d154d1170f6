/** Enterprise SSO: the list of connectors, and one connector with its connection and its looks. */
export { ConnectorDetails as Details } from './connector-details.tsx';
export { ConnectorList as Page } from './connector-list.tsx';
