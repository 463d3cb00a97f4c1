/** Where the compiled entry of the engine process is. */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * A child process runs what is compiled, also when its parent runs from the sources, as tests do: from
 * `src` and from `dist` it is the same way.
 *
 * @throws {Error} when the package has not been built.
 */
export function engineEntryPath(): string {
  const path = fileURLToPath(new URL('../dist/engine/main.js', import.meta.url));
  if (existsSync(path)) return path;

  throw new Error(`${path} is not there: build it first, with "npx tsc -b packages/llm-llama-cpp"`);
}
