/** What the server takes as a username and an e-mail address; it has the last word. */

export const isUsername = (text: string): boolean => /^[A-Za-z_]\w*$/.test(text);

export const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text);
