import { describe, expect, test } from 'vitest';
import { StopText } from '../../src/engine/stop-text.ts';

describe('stop texts', () => {
  test('end the reply before them, however they are cut', () => {
    for (const cut of [1, 2, 3, 5, 100]) {
      const stops = new StopText(['</s>', '\n\nUser:']);
      const seen = pieces('One line.\nTwo <b> lines.</s>And more', cut).map((piece) =>
        stops.push(piece),
      );
      const end = seen.findIndex(({ isStopped }) => isStopped);

      expect(
        seen
          .slice(0, end + 1)
          .map(({ text }) => text)
          .join(''),
      ).toBe('One line.\nTwo <b> lines.');
    }
  });

  test('give back at the end what only looked like one', () => {
    const stops = new StopText(['</s>']);

    expect(stops.push('1 </')).toEqual({ text: '1 ', isStopped: false });
    expect(stops.end()).toBe('</');
  });
});

function pieces(text: string, length: number): string[] {
  return text.match(new RegExp(`[^]{1,${length}}`, 'g')) ?? [];
}
