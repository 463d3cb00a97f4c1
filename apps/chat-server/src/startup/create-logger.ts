/**
 * The log: JSON lines for machines, short lines for people.
 *
 * No cookie, secret, query string or text of a message is ever given to it; what looks like one by its
 * name is cut out all the same.
 */

import { pino, stdSerializers } from 'pino';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Terminal } from './terminal.ts';

const SECRET_FIELDS = ['cookie', 'token', 'invite', 'secret', 'headers'];

const LEVEL_NAMES: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

export function createLogger(
  { logLevel, logFormat }: Pick<Config, 'logLevel' | 'logFormat'>,
  terminal: Terminal,
): Logger {
  const isText = logFormat === 'text' || (logFormat === 'auto' && terminal.isInteractive);
  const options = {
    level: logLevel,
    base: null,
    redact: [...SECRET_FIELDS, ...SECRET_FIELDS.map((field) => `*.${field}`)],
    serializers: { err: stdSerializers.err, error: stdSerializers.err },
  };
  return pino(options, {
    write: (line: string) => terminal.log(isText ? toShortLine(line) : line),
  });
}

/** `12:03:07 warn  the model fell silent  silenceMs=10000` */
function toShortLine(line: string): string {
  const entry = JSON.parse(line) as Record<string, unknown>;
  const { level, time, msg, ...fields } = entry;
  const clock = new Date(Number(time)).toTimeString().slice(0, 8);
  const name = (LEVEL_NAMES[Number(level)] ?? 'log').padEnd(5);
  const rest = Object.entries(fields).map(([key, value]) => `${key}=${shortValue(value)}`);
  return `${[`${clock} ${name} ${String(msg)}`, ...rest].join('  ')}\n`;
}

function shortValue(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'stack' in value) return String(value.stack);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
