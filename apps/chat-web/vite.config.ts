/** Builds the page into dist/, from the sources of the packages it uses; nothing in it is inline (CSP). */

import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

const server = 'http://localhost:3000';

export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ['@parley/source', ...defaultClientConditions] },
  build: {
    target: ['chrome123', 'firefox121', 'safari17.5'],
    // Fonts and icons stay files: `font-src` and `img-src` then need no `data:`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The page itself; languages and the highlighter come apart, when they are needed.
    chunkSizeWarningLimit: 900,
  },
  server: {
    proxy: {
      '/api': server,
      '/hub': { target: server, ws: true },
    },
  },
});
