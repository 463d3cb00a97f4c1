/** A folder of its own for a test, gone at the end of it. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TemporaryFolder extends Disposable {
  file(name: string): string;
}

export function createTemporaryFolder(): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), 'history-'));
  return {
    file: (name) => join(path, name),
    [Symbol.dispose]() {
      rmSync(path, { recursive: true });
    },
  };
}
