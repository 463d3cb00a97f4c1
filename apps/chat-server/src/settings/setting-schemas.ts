/** Schemas of settings: from the text of a flag, a variable or a file to a checked value. */

import { isIP } from 'node:net';
import { displayNameProblem, normaliseName } from '@parley/chat-protocol';
import { z } from 'zod';

/** What a setting's text becomes; each message completes the sentence “--flag (VARIABLE) …”. */
export type SettingSchema<T> = z.ZodType<T, string>;

export function wholeNumber(min: number, max?: number): SettingSchema<number> {
  const range = max === undefined ? `of at least ${min}` : `from ${min} to ${max}`;
  const sentence = `must be a whole number ${range}`;
  const bounded = z.int(sentence).min(min, sentence);
  return z
    .string()
    .regex(/^[+-]?\d+$/, sentence)
    .transform(Number)
    .pipe(max === undefined ? bounded : bounded.max(max, sentence));
}

export function decimal(min: number, max: number): SettingSchema<number> {
  const sentence = `must be a number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^[+-]?(\d+\.?\d*|\.\d+)$/, sentence)
    .transform(Number)
    .pipe(z.number(sentence).min(min, sentence).max(max, sentence));
}

export function choice<const T extends string>(values: readonly T[]): SettingSchema<T> {
  return z.enum(values, `must be one of ${values.join(', ')}`) as unknown as SettingSchema<T>;
}

export function text(): SettingSchema<string> {
  return z.string();
}

/** At least 16 characters: it is all that keeps strangers out. */
export function secret(): SettingSchema<string> {
  const sentence = 'must have 16 to 256 characters, none of them a space';
  return z.string().regex(/^[^\s]{16,256}$/, sentence);
}

/** A host to listen on. `localhost` is its IPv4 address: one socket, which browsers find either way. */
export function hostName(): SettingSchema<string> {
  return z
    .string()
    .transform((host) => host.replace(/^\[(.*)\]$/, '$1'))
    .refine(
      (host) => isIP(host) !== 0 || /^[A-Za-z0-9.-]+$/.test(host),
      'must be a host name or an IP address, without a port',
    )
    .transform((host) => (host.toLowerCase() === 'localhost' ? '127.0.0.1' : host));
}

/** The origin of a public address: the page and the hub live at its root. */
export function publicOrigin(): SettingSchema<string> {
  const sentence = 'must be the address people open, such as https://chat.example, without a path';
  return z
    .string()
    .refine((value) => isOriginUrl(value), sentence)
    .transform((value) => new URL(value).origin);
}

/** As the service takes it for the beginning of a hub's name. */
export function serviceName(): SettingSchema<string> {
  const sentence = 'must be 1 to 64 letters, digits or _, and begin with a letter';
  return z.string().regex(/^[A-Za-z]\w{0,63}$/, sentence);
}

export function displayName(): SettingSchema<string> {
  return z
    .string()
    .check((context) => {
      const problem = displayNameProblem(context.value);
      if (problem === undefined) return;
      const message = `is not a name that a member can have: ${problem.replace(/\.$/, '')}`;
      context.issues.push({ code: 'custom', message, input: context.value });
    })
    .transform(normaliseName);
}

export function mentionHandle(): SettingSchema<string> {
  return z
    .string()
    .regex(/^[\p{L}\p{N}_-]{1,32}$/u, 'must be 1 to 32 letters, digits, _ or -, without the @');
}

function isOriginUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  return isWeb && url.pathname === '/' && url.search === '' && url.hash === '' && !url.username;
}
