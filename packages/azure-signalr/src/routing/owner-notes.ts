/**
 * What servers of this package say to each other about a client, by way of the service's client invocations: in a
 * payload for a hub protocol that no client speaks.
 *
 * Rules: docs/spec/azure-signalr.md, AZ-150 to AZ-153.
 */

import type { PayloadMap } from '@parley/azure-signalr-protocol';

/** Stands where hub protocols have their names. */
export const NOTE_PROTOCOL = 'parley-note';

/** To the server that has the client. */
export type OwnerNote =
  /** Whose it is, and which groups of the application it is in. */
  | { readonly kind: 'describe' }
  /** Another server had it join, or leave. */
  | { readonly kind: 'joined' | 'left'; readonly group: string }
  /** The server that had it before says what it was in. */
  | { readonly kind: 'handed-over'; readonly groups: readonly string[] };

/** The answer to every note. */
export interface ClientRecord {
  readonly userId?: string;
  readonly groups: readonly string[];
}

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();

export function notePayloads(note: OwnerNote): PayloadMap {
  return new Map([[NOTE_PROTOCOL, ENCODER.encode(JSON.stringify(note))]]);
}

/** `undefined` for anything else. */
export function parseNote(payload: Uint8Array): OwnerNote | undefined {
  const { kind, group, groups } = parseObject(payload);
  switch (kind) {
    case 'describe':
      return { kind };
    case 'joined':
    case 'left':
      return typeof group === 'string' ? { kind, group } : undefined;
    case 'handed-over':
      return isTexts(groups) ? { kind, groups } : undefined;
    default:
      return undefined;
  }
}

export function encodeRecord(record: ClientRecord): Uint8Array {
  return ENCODER.encode(JSON.stringify(record));
}

/** `undefined` for anything else. */
export function parseRecord(payload: Uint8Array): ClientRecord | undefined {
  const { userId, groups } = parseObject(payload);
  if (!isTexts(groups)) {
    return undefined;
  }
  return typeof userId === 'string' ? { userId, groups } : { groups };
}

function parseObject(payload: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(DECODER.decode(payload));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // The same as an object that says nothing: whoever sent it is answered so.
    return {};
  }
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
