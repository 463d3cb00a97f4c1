import { availableParallelism } from 'node:os';
import { defaultClientConditions, defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

// Node 25 and later have a storage of their own, without a file an empty one, in the place of the page's.
const WITHOUT_OWN_STORAGE = '--no-experimental-webstorage';
const hasOwnStorage = process.allowedNodeEnvironmentFlags.has('--experimental-webstorage');

/** Most files wait more than they compute: with one fewer than the processors, two of these had one idle. */
const MAX_WORKERS = Math.max(2, availableParallelism() - 1);

/** Tests run on the sources, with no build; what must run built (the engine process) says so itself. */
export default defineConfig({
  resolve: { conditions: ['@parley/source', ...defaultClientConditions] },
  ssr: { resolve: { conditions: ['@parley/source', ...defaultServerConditions] } },
  test: {
    include: [
      '{packages,apps,examples}/*/test/**/*.test.{ts,tsx}',
      '{bench,fuzz}/test/**/*.test.ts',
      'tools/test/*.test.ts',
    ],
    execArgv: hasOwnStorage ? [WITHOUT_OWN_STORAGE] : [],
    maxWorkers: MAX_WORKERS,
    // What hangs ends; nothing that goes on, on however busy a machine.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
