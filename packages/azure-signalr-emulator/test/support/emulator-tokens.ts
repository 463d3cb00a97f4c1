/** Tokens that the emulator accepts, and addresses for clients that have negotiated with no app server. */

import { signedToken } from './signed-token.ts';

const EMULATOR_KEY = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ABCDEFGH';
const YEAR_2100_SECONDS = 4_102_444_800;

export function bearerToken(
  purpose: 'client' | 'server',
  hub: string,
  claims: Readonly<Record<string, unknown>> = {},
): string {
  const aud = `http://localhost/${purpose}/?hub=${hub}`;
  return signedToken({ key: EMULATOR_KEY, payload: { ...claims, aud, exp: YEAR_2100_SECONDS } });
}
