/** Violations of unique keys, told apart from every other failure on both databases. */

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
