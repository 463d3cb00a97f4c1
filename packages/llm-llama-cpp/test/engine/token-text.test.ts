import type { Token } from 'node-llama-cpp';
import { describe, expect, test } from 'vitest';
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

function bytesToText(tokens: readonly Token[]): string {
  return Buffer.from(tokens).toString('utf8');
}
