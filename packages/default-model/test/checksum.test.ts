import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { expect, test } from 'vitest';
import { defaultModel } from '../src/index.ts';

test('the packaged file is the one that the card describes', async () => {
  const hash = createHash('sha256');
  let sizeBytes = 0;

  await pipeline(
    createReadStream(defaultModel.path),
    async function* (chunks) {
      for await (const chunk of chunks as AsyncIterable<Buffer>) {
        sizeBytes += chunk.length;
        yield chunk;
      }
    },
    hash,
  );

  expect(sizeBytes).toBe(defaultModel.sizeBytes);
  expect(hash.digest('hex')).toBe(defaultModel.sha256);
});
