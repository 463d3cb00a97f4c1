/**
 * Keeps a second server off a data folder: a file that names the process that uses it.
 *
 * A server that was killed leaves its file behind; the next one sees that the process is gone and takes
 * the folder over.
 */

import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartupError } from '../errors.ts';
import { findProcess } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';

const FILE_NAME = 'server.lock';

/**
 * Takes the folder; the function returned gives it back.
 *
 * @throws {StartupError} `data-folder-in-use`
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, FILE_NAME);
  const own = JSON.stringify(findProcess(process.pid));

  while (!tryCreate(path, own)) {
    const found = readOrUndefined(path);
    // Given back in this very moment: try again.
    if (found === undefined) continue;
    const owner = findOwner(found);
    if (owner !== undefined) throw inUse(folder, owner);
    removeStale(path, found);
  }
  return () => {
    if (readOrUndefined(path) === own) rmSync(path, { force: true });
  };
}

/** Written aside and linked into place, so that nobody reads half a file. */
function tryCreate(path: string, content: string): boolean {
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, content, { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function findOwner(content: string): ProcessIdentity | undefined {
  const written = parseIdentity(content);
  if (written === undefined) return undefined;
  const running = findProcess(written.pid);
  return running?.startedAt === written.startedAt ? running : undefined;
}

function parseIdentity(content: string): ProcessIdentity | undefined {
  try {
    const value = JSON.parse(content) as Partial<ProcessIdentity> | null;
    if (typeof value?.pid !== 'number' || typeof value.startedAt !== 'string') return undefined;
    return { pid: value.pid, startedAt: value.startedAt };
  } catch {
    // Cut off by a full disk or written by somebody else: nobody's lock.
    return undefined;
  }
}

/** Two servers may do this at once: who finds that it moved away a fresh lock puts it back. */
function removeStale(path: string, stale: string): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = readOrUndefined(aside);
  if (moved !== undefined && moved !== stale) tryCreate(path, moved);
  rmSync(aside, { force: true });
}

function readOrUndefined(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function inUse(folder: string, owner: ProcessIdentity): StartupError {
  return new StartupError(
    'data-folder-in-use',
    `Another Parley, process ${owner.pid}, uses the data folder ${folder}. ` +
      `Stop it, or choose another folder with --data (PARLEY_DATA).`,
  );
}
