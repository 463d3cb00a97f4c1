/** Where the compiled entry of the engine process is. */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * A child process runs what is compiled, also when its parent runs from the sources, as tests do.
 *
 * @throws {Error} when the package has not been built.
 */
export function engineEntryPath(): string {
  const isSource = import.meta.url.endsWith('.ts');
  const entry = isSource ? '../dist/engine/main.js' : './engine/main.js';
  const path = fileURLToPath(new URL(entry, import.meta.url));

  if (!existsSync(path)) {
    throw new Error(
      `${path} is not there: build it first, with "npx tsc -b packages/llm-llama-cpp"`,
    );
  }
  return path;
}
