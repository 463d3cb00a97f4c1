/** A logger of one line for each event. Rules: docs/spec/azure-service.md, AS-95. */

import type { Logger } from '@parley/signalr-server/transports';

/** Of a terminal's own language; JSON leaves the later ones as they are. */
const CONTROLS = /[\p{Cc}\p{Cf}]/gu;

/** What is of interest to a developer alone is left out. `write` is given whole lines. */
export function createLineLogger(write: (line: string) => void): Logger {
  const log = (fields: object, text: string): void => {
    const line = `${text} ${JSON.stringify(fields, errorsAsText)}`;
    write(`${line.replaceAll(CONTROLS, escaped)}\n`);
  };
  return { debug: () => undefined, warn: log, error: log };
}

function errorsAsText(_name: string, value: unknown): unknown {
  return value instanceof Error ? value.message : value;
}

function escaped(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}
