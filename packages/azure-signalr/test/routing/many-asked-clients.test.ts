/** Calls to many clients of other servers at once. */

import { expect, test } from 'vitest';
import { ScriptedRouter } from '../support/scripted-router.ts';

test('[AZ-132] many clients are asked at once, and nothing piles up', async () => {
  const warnings: Error[] = [];
  const note = (warning: Error): void => {
    warnings.push(warning);
  };
  process.on('warning', note);
  const { router, link } = new ScriptedRouter();
  const calls = Array.from({ length: 100 }, (_, index) =>
    router.invoke(`c${index}`, { target: 'why', arguments: [] }),
  );
  const outcomes = Promise.allSettled(calls);
  // Warnings come in a later turn.
  await new Promise(setImmediate);
  process.off('warning', note);
  await router.close();
  await outcomes;

  expect(link.sent).toHaveLength(100);
  expect(warnings).toEqual([]);
});
