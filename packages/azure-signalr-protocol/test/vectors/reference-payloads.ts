/** The payloads of Microsoft's vectors, copied from its tests' texts. */

export function bytes(...values: readonly number[]): Uint8Array {
  return new Uint8Array(values);
}

function payloads(json: Uint8Array, messagepack: Uint8Array): ReadonlyMap<string, Uint8Array> {
  return new Map([
    ['json', json],
    ['messagepack', messagepack],
  ]);
}

export const CONNECTION_PAYLOADS = payloads(bytes(2, 3, 4, 5, 6, 7, 1), bytes(3, 4, 5, 6, 7, 1, 2));
export const SIX_SEVEN_PAYLOADS = payloads(bytes(6, 7, 1, 2, 3, 4, 5), bytes(7, 1, 2, 3, 4, 5, 6));
export const BROADCAST_PAYLOADS = payloads(bytes(4, 5, 6, 7, 1, 2, 3), bytes(5, 6, 7, 1, 2, 3, 4));
export const GROUPS_PAYLOADS = payloads(
  bytes(1, 2, 3, 4, 5, 6, 7, 8),
  bytes(7, 8, 1, 2, 3, 4, 5, 6),
);
