/** Where this library reports what no caller can be told. */

/** The levels that this library uses. Connection tokens and query strings are never logged. */
export interface Logger {
  debug(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}
