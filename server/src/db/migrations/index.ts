/** Every migration, in order. A new one is one file and one line here. */
import type { Migration } from '../migrate.ts';
import { foundation } from './0001-foundation.ts';

export const migrations: readonly Migration[] = [foundation];
