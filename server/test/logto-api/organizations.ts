export const organizations = (): void => {};
