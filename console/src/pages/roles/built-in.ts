import type { Role } from '../../entities.ts';

/** The role every tenant has for its Management API. The server keeps its name and its permissions as they are. */
export const isBuiltIn = ({ name, type }: Role): boolean =>
  type === 'MachineToMachine' && name === 'Management API access';
