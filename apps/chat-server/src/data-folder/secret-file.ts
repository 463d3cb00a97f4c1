/** A secret that is drawn once and kept in a file that its owner alone may read. */

import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';

/** Bytes of entropy: 256 bits. */
const SECRET_BYTES = 32;
const OWNER_ONLY = 0o600;

/** The secret of the file, drawn and written when there is none; base64url. */
export function readOrCreateSecret(path: string): string {
  const kept = readSecret(path);
  if (kept !== undefined) return kept;
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  writeFileSync(path, `${secret}\n`, { mode: OWNER_ONLY });
  return secret;
}

function readSecret(path: string): string | undefined {
  try {
    const secret = readFileSync(path, 'utf8').trim();
    // Restored from a backup, or copied: it may have become readable by others.
    chmodSync(path, OWNER_ONLY);
    return Buffer.from(secret, 'base64url').length >= SECRET_BYTES ? secret : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
