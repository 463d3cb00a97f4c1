/** Base64 (RFC 4648, section 4), in plain JavaScript because the package runs in browsers too. */

const CHUNK_BYTES = 0x8000;

export function encodeBase64(bytes: Uint8Array): string {
  // `fromCharCode` takes its input as arguments, of which a call bears a limited number.
  let binary = '';
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    binary += String.fromCharCode(...bytes.subarray(start, start + CHUNK_BYTES));
  }
  return btoa(binary);
}
