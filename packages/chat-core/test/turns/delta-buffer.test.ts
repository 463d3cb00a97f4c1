import { utf8Length } from '@parley/chat-protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { storableText } from '../../src/storable-text.ts';
import { DeltaBuffer } from '../../src/turns/delta-buffer.ts';
import type { Delta } from '../../src/turns/delta-buffer.ts';

/** A chunk of text, then whether the buffer is emptied. */
const steps = fc.array(
  fc.record({
    chunk: fc.string({ unit: fc.constantFrom('a', 'é', '日', '\ud83d', '\udc69', '\0', '👩‍👧') }),
    isTaken: fc.boolean(),
  }),
);

describe('delta buffer', () => {
  it('[CH-44] joins to the same text at aligned offsets, however the text is cut', () => {
    fc.assert(
      fc.property(steps, (script) => {
        const buffer = new DeltaBuffer(undefined);
        const deltas: Delta[] = [];
        const take = (delta: Delta | undefined): void => {
          if (delta === undefined) return;
          deltas.push(delta);
          buffer.advance(delta);
        };
        for (const { chunk, isTaken } of script) {
          buffer.push(chunk);
          if (isTaken) take(buffer.next());
        }
        take(buffer.last());

        const whole = script.map(({ chunk }) => chunk).join('');
        let offset = 0;
        for (const delta of deltas) {
          expect(delta.offset).toBe(offset);
          expect(delta.text).not.toMatch(/\p{Cs}/u);
          offset += utf8Length(delta.text);
        }
        expect(deltas.map(({ text }) => text).join('')).toBe(storableText(whole));
        expect(buffer.offset).toBe(utf8Length(whole.replaceAll('\0', '\ufffd')));
      }),
    );
  });

  it('[CH-44] keeps the first half of a pair back until the other comes', () => {
    const buffer = new DeltaBuffer(undefined);
    buffer.push('a\ud83d');
    const first = buffer.next();
    expect(first).toEqual({ offset: 0, text: 'a' });
    if (first !== undefined) buffer.advance(first);
    expect(buffer.hasNext).toBe(false);
    buffer.push('\udc69');
    expect(buffer.next()).toEqual({ offset: 1, text: '👩' });
  });
});
