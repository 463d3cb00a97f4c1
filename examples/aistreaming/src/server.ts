/** `npm run example:aistreaming`. */

import { fileURLToPath } from 'node:url';
import { runExample } from '@parley/example-kit';
import { startAiStreaming } from './start-aistreaming.ts';

await runExample({
  name: 'A model in groups',
  defaultPort: 5051,
  defaultPage: fileURLToPath(new URL('../public', import.meta.url)),
  start: startAiStreaming,
});
