/**
 * What a process that a test starts is given of the environment: where programs are, and what node compiled for other
 * tests, never the settings of whoever runs the suite.
 */
export const childEnvironment = (): Record<string, string> => {
  const { PATH = '', NODE_COMPILE_CACHE } = process.env;
  return { PATH, ...(NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE } : {}) };
};
