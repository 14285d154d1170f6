/** Kinds of columns that the tables share. */
import type { ColumnType } from 'kysely';

export type Json<T> = T;
export type Optional<T> = ColumnType<T | null, T | null | undefined, T | null>;
export type JsonObject = Record<string, unknown>;
