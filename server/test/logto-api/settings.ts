export const settings = (): void => {};
