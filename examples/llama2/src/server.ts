/** `npm run example:llama2`. */

import { fileURLToPath } from 'node:url';
import { runExample } from '@parley/example-kit';
import { startLlama2 } from './start-llama2.ts';

await runExample({
  name: 'Llama in a group chat',
  defaultPort: 5050,
  defaultPage: fileURLToPath(new URL('../public', import.meta.url)),
  start: startLlama2,
});
