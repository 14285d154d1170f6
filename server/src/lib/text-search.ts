/** What a list is searched for: read from a query string in `http/`, put to the database in `db/`. */

/** One of the values, whole (`exact`) or as a part (`like`), in the named column, or in any where none is named. */
export type SearchTerm = {
  readonly column?: string | undefined;
  readonly values: readonly string[];
  readonly mode: 'exact' | 'like';
};

export type TextSearch = {
  readonly terms: readonly SearchTerm[];
  /** All of the terms hold, or at least one of them. */
  readonly all: boolean;
  readonly isCaseSensitive: boolean;
};

/** The columns by which lists of what has a name are searched. */
export const NAMING = ['id', 'name', 'description'] as const;
