/** Letters and digits without those that look alike (0 O o, 1 l I). */
const alphabet = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** 20 random characters in groups of five: about 116 bits, without modulo bias. */
const randomGroups = (): string => {
  const limit = 256 - (256 % alphabet.length);
  let characters = '';
  while (characters.length < 20) {
    for (const byte of crypto.getRandomValues(new Uint8Array(32))) {
      if (byte < limit && characters.length < 20) characters += alphabet[byte % alphabet.length];
    }
  }
  return characters.replace(/(.{5})(?=.)/g, '$1-');
};

/** A random password. With its hyphens it has every kind of character that a tenant may ask for. */
export const generatePassword = (): string => {
  const password = randomGroups();
  const isComplete = [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(password));
  return isComplete ? password : generatePassword();
};
