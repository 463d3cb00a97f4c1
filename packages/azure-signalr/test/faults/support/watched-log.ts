/** Every line that anybody logs in a scenario, and that none of them tells a secret. */

import { afterEach, expect } from 'vitest';
import { RecordingLogger } from '../../../../signalr-server/test/support/recording-logger.ts';

/** Three parts in base64url, the first of which begins as a JSON object does. */
const TOKEN = /eyJ[\w-]{10,}\.[\w-]+\.[\w-]+/;
const loggers: RecordingLogger[] = [];
const secrets = new Set<string>();
let lines: readonly string[] = [];

/** Its lines are searched after the test. */
export function createWatchedLogger(): RecordingLogger {
  const logger = new RecordingLogger();
  loggers.push(logger);
  return logger;
}

/** Of another process, as text. */
export function watchLines(ofProcess: readonly string[]): void {
  lines = [...lines, ...ofProcess];
}

/** The access key in it must be in no line. */
export function keepSecret(connectionString: string): string {
  const key = /AccessKey=([^;]+)/i.exec(connectionString)?.[1];
  if (key !== undefined) {
    secrets.add(key);
  }
  return connectionString;
}

/** For a file of fault tests: after each of them. */
export function searchLogsForSecrets(): void {
  afterEach(() => {
    const logged = [...loggers.splice(0).flatMap((logger) => logger.lines.map(asText)), ...lines];
    lines = [];
    const telling = logged.filter((line) => tellsSecret(line));
    secrets.clear();
    expect(telling).toEqual([]);
  });
}

export function tellsSecret(line: string): boolean {
  return TOKEN.test(line) || [...secrets].some((secret) => line.includes(secret));
}

function asText(line: { readonly text: string; readonly fields: object }): string {
  return `${line.text} ${JSON.stringify(everythingIn(line.fields, new Set()))}`;
}

/** What a logger could print: also what an error hides from JSON. */
function everythingIn(value: unknown, seen: Set<unknown>): unknown {
  if (typeof value !== 'object' || value === null || seen.has(value)) {
    return typeof value === 'bigint' ? value.toString() : value;
  }
  seen.add(value);
  const names =
    value instanceof Error
      ? ['message', 'stack', 'cause', ...Object.keys(value)]
      : Object.keys(value);
  return Object.fromEntries(
    names.map((name) => [name, everythingIn((value as Record<string, unknown>)[name], seen)]),
  );
}
