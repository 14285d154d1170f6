/** What counts as an address and as a username while it is typed. The server decides again. */

const emailForm = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/;
const usernameForm = /^[A-Za-z_]\w{0,127}$/;

export const isEmail = (value: string): boolean => emailForm.test(value);

export const isUsername = (value: string): boolean => usernameForm.test(value);
