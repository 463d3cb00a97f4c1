/** A logger that keeps what it was told. */

import type { Logger } from '../../src/transports/logger.ts';

export class RecordingLogger implements Logger {
  readonly lines: { readonly level: string; readonly fields: object; readonly text: string }[] = [];

  debug(fields: object, text: string): void {
    this.lines.push({ level: 'debug', fields, text });
  }

  warn(fields: object, text: string): void {
    this.lines.push({ level: 'warn', fields, text });
  }

  error(fields: object, text: string): void {
    this.lines.push({ level: 'error', fields, text });
  }

  /** The texts of one level. */
  texts(level: string): readonly string[] {
    return this.lines.filter((line) => line.level === level).map((line) => line.text);
  }
}
