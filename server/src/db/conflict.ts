/** Violations of unique and foreign keys, told apart from every other failure on both databases. */

const isDuplicate = (error: unknown): boolean => {
  const { code, message } = error as { code?: unknown; message?: string };
  return code === '23505' || (message ?? '').includes('UNIQUE constraint failed');
};

/** Awaits a write; a violated unique key throws what `refusal` makes instead. The transaction is lost either way. */
export const refusingDuplicates = async <T>(write: Promise<T>, refusal: () => Error): Promise<T> => {
  try {
    return await write;
  } catch (error) {
    throw isDuplicate(error) ? refusal() : error;
  }
};

const isOrphan = (error: unknown): boolean => {
  const { code, message } = error as { code?: unknown; message?: string };
  return code === '23503' || (message ?? '').includes('FOREIGN KEY constraint failed');
};

/** Awaits a write; a row that belongs to what has been deleted throws what `refusal` makes. The transaction is lost. */
export const refusingOrphans = async <T>(write: Promise<T>, refusal: () => Error): Promise<T> => {
  try {
    return await write;
  } catch (error) {
    throw isOrphan(error) ? refusal() : error;
  }
};
