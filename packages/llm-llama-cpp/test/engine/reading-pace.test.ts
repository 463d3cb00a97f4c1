import { expect, test } from 'vitest';
import { ReadingPace } from '../../src/engine/reading-pace.ts';

test('a prompt is read in pieces that a stop need not wait long for', () => {
  const pace = new ReadingPace();
  for (let batch = 0; batch < 20; batch += 1) {
    pace.recordBatch({ writtenTokens: 0, readTokens: 64, elapsedMs: 64 });
  }
  expect(pace.pieceTokens).toBe(112);

  for (let batch = 0; batch < 20; batch += 1) {
    pace.recordBatch({ writtenTokens: 0, readTokens: 16, elapsedMs: 1600 });
  }
  expect(pace.pieceTokens).toBe(16);
});
