/** A token such as a server has it, for whoever plays one. */

import { createHmac } from 'node:crypto';

const LIFETIME_SECONDS = 3_600;

export function serviceToken(accessKey: string, audience: string): string {
  const now = Math.floor(Date.now() / 1_000);
  const parts = [
    { alg: 'HS256', typ: 'JWT' },
    { aud: audience, iat: now, nbf: now, exp: now + LIFETIME_SECONDS },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  const signed = parts.join('.');
  return `${signed}.${createHmac('sha256', accessKey).update(signed).digest('base64url')}`;
}
