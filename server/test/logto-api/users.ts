export const users = (): void => {};
