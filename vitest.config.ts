import { defaultClientConditions, defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

/** Tests run on the sources, with no build; what must run built (the engine process) says so itself. */
export default defineConfig({
  resolve: { conditions: ['@parley/source', ...defaultClientConditions] },
  ssr: { resolve: { conditions: ['@parley/source', ...defaultServerConditions] } },
  test: {
    include: ['{packages,apps,examples}/*/test/**/*.test.{ts,tsx}', 'tools/test/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
