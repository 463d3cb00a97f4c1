/** Bytes as people read them: `2,417`, of a million bytes each, rounded up. */
export function megabytes(bytes: number): string {
  return Math.ceil(bytes / 1_000_000).toLocaleString('en');
}
