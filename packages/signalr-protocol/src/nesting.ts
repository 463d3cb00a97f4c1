/**
 * The bound on how deep a peer may nest values, whatever the encoding.
 *
 * Code that walks a value recursively (a validator, an encoder, an application) would run out of
 * stack on a few kilobytes of opening brackets. Rules: docs/spec/signalr-protocol.md, SP-42 and SP-43.
 */

import { malformedMessage } from './errors.ts';

/** Levels of arrays and maps in one message, the message itself included; System.Text.Json's bound. */
export const MAX_NESTING_DEPTH = 64;

export function nestingTooDeep(): Error {
  return malformedMessage(
    `Values nested deeper than ${MAX_NESTING_DEPTH} levels are not accepted.`,
  );
}

export function forbiddenKey(): Error {
  return malformedMessage("The key '__proto__' is not accepted.");
}
