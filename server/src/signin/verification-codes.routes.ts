/** Verification codes for API callers: proving an address or a number outside of a sign-in. */
import { z } from 'zod';
import { route } from '../http/index.ts';
import { proveAddressCode, sendAddressCode } from './address-codes.ts';

const email = z
  .string()
  .max(320)
  .regex(/^\S+@\S+\.\S+$/, 'must be an e-mail address');
const phone = z.string().max(20).regex(/^\d+$/, 'must be a phone number in digits, with its country code');
const verificationCode = z.string().min(1).max(32);

export const verificationCodeRoutes = [
  route(
    'POST /api/verification-codes',
    {
      summary: 'Send a verification code to an e-mail address or a phone number',
      scope: 'management',
      body: z.union([z.strictObject({ email }), z.strictObject({ phone })]),
      errors: [422, 429],
    },
    ({ context, body }) => sendAddressCode(context, body),
  ),
  route(
    'POST /api/verification-codes/verify',
    {
      summary: 'Check a verification code; it is good for one use',
      scope: 'management',
      body: z.union([
        z.strictObject({ email, verificationCode }),
        z.strictObject({ phone, verificationCode }),
      ]),
      errors: [422, 429],
    },
    ({ context, body: { verificationCode: code, ...address } }) => proveAddressCode(context, address, code),
  ),
];
