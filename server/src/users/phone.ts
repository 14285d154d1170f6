/** Phone numbers: E.164 without the plus, as the wire contract writes them. The library is loaded at first use. */
import { refuse } from './errors.ts';

/** The one form of a number typed with its country code, or undefined where it cannot be a number in use. */
export const readPhone = async (text: string): Promise<string | undefined> => {
  const digits = /^\+?(\d[\d\s().-]{4,30})$/.exec(text)?.[1]?.replace(/\D/g, '');
  if (digits === undefined) return undefined;
  const { parsePhoneNumberFromString } = await import('libphonenumber-js');
  const found = parsePhoneNumberFromString(`+${digits}`);
  return found?.isValid() ? found.number.slice(1) : undefined;
};

/** The same; refuses with `user.invalid_phone`. */
export const phoneNumber = async (text: string): Promise<string> => {
  const number = await readPhone(text);
  if (number === undefined) throw refuse('user.invalid_phone');
  return number;
};
