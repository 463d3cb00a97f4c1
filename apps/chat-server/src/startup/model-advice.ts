/** What to say of the tiny packaged model: that it is tiny, and how to get a better one. */

import { LARGER_MODELS } from '@parley/chat-protocol';

/** A line each. */
export function packagedModelNotice(modelName: string): string[] {
  return [
    `${modelName} is a tiny model, packaged for trying Parley out: it is often wrong.`,
    'For better answers start with a larger one, downloaded once, by the size of the machine:',
    ...LARGER_MODELS.map(
      ({ machine, source, gigabytes }) =>
        `  ${machine.padEnd(25)} npm start -- --model ${source}  (${gigabytes.toFixed(1)} GB)`,
    ),
  ];
}
