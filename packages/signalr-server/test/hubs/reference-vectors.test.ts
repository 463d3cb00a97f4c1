/** ASP.NET Core's own vectors of what a hub refuses. Rules: docs/spec/signalr-hubs.md. */

import { describe, expect, test } from 'vitest';
import { readReferenceVectors } from '../support/reference-vectors.ts';
import { createTestHub, settled } from '../support/test-hub.ts';
import type { AnyHub } from '../support/test-hub.ts';

const vectors = readReferenceVectors();
/** The vectors' method: one string. */
const HUB = {
  methods: {
    xyz: {
      run: (_call: unknown, text: string) => text,
      parse: ([text]: readonly unknown[]) => {
        if (typeof text !== 'string') {
          throw new TypeError('a text is a string');
        }
        return [text];
      },
    },
  },
} as unknown as AnyHub;

/** Arguments that are no array at all end the connection (SP-36). */
const bindable = vectors?.messagepack_binding_errors.vectors.slice(2) ?? [];

describe.skipIf(vectors === undefined)('vectors', () => {
  test.for(bindable)('[SH-32] %s', async ([, hex, message]) => {
    const pair = createTestHub(HUB, { hasDetailedErrors: true }).accept();
    pair.deliver('{"protocol":"messagepack","version":1}\u001e');
    await settled();
    const body = Buffer.from(hex, 'hex');

    pair.deliver(Buffer.concat([Buffer.of(body.length), body]));
    await settled();

    expect(pair.sentText).toContain(
      `Failed to invoke 'xyz' due to an error on the server. InvalidDataException: ${message}`,
    );
    expect(pair.events.at(-1)?.kind).toBe('sent');
  });

  test.for(vectors?.handshake_request.invalid ?? [])('[SH-5] %s', ([json, message]) => {
    const pair = createTestHub(HUB, { hasDetailedErrors: true }).accept();

    pair.deliver(`${json}\u001e`);

    expect(JSON.parse(pair.sentText.slice(0, -1))).toEqual({
      error: `An unexpected error occurred during connection handshake. InvalidDataException: ${message}`,
    });
    expect(pair.events.at(-1)).toEqual({ kind: 'closed' });
  });
});
