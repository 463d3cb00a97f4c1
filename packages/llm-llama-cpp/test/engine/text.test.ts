import type { Token } from 'node-llama-cpp';
import { describe, expect, test } from 'vitest';
import { StopText } from '../../src/engine/stop-text.ts';
import { TokenPace } from '../../src/engine/token-pace.ts';
import { TokenText } from '../../src/engine/token-text.ts';

describe('tokens to text', () => {
  test('waits for the tokens that complete a character', () => {
    const text = new TokenText(bytesToText, []);

    // 🦙 is four bytes, here a token each.
    expect([...Buffer.from('a🦙b')].map((byte) => text.push(byte as Token))).toEqual([
      { text: 'a', tokens: 1 },
      { text: '', tokens: 0 },
      { text: '', tokens: 0 },
      { text: '', tokens: 0 },
      { text: '🦙', tokens: 4 },
      { text: 'b', tokens: 1 },
    ]);
  });

  test('does not wait for ever for what is no character', () => {
    const text = new TokenText(bytesToText, []);
    const pieces = Array.from({ length: 4 }, () => text.push(0xff as Token));

    expect(pieces.at(-1)?.tokens).toBe(4);
  });
});

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

describe('a ceiling of tokens per second', () => {
  test('spaces tokens evenly', () => {
    const pace = new TokenPace(10);

    expect([0, 0, 0].map((now) => pace.reserve(now))).toEqual([0, 100, 200]);
  });

  test('does not hurry after a pause', () => {
    const pace = new TokenPace(10);
    pace.reserve(0);

    expect([5_000, 5_000, 5_000].map((now) => pace.reserve(now))).toEqual([0, 0, 100]);
  });

  test('is none unless it is asked for', () => {
    const pace = new TokenPace(undefined);

    expect([0, 0, 0].map((now) => pace.reserve(now))).toEqual([0, 0, 0]);
  });
});

function bytesToText(tokens: readonly Token[]): string {
  return Buffer.from(tokens).toString('utf8');
}

function pieces(text: string, length: number): string[] {
  return text.match(new RegExp(`[^]{1,${length}}`, 'g')) ?? [];
}
