import { utf8Length } from '@parley/chat-protocol';
import { describe, expect, it } from 'vitest';
import { growText, pieceEnd } from '../../src/state/reply-text.ts';

describe('growText', () => {
  it('appends a piece that begins where the text ends', () => {
    expect(growText('Hello', { offset: 5, text: ' you' })).toEqual({
      kind: 'grown',
      text: 'Hello you',
    });
  });

  it('ignores a piece that is known already', () => {
    expect(growText('Hello', { offset: 0, text: 'Hello' }).kind).toBe('known');
    expect(growText('Hello', { offset: 1, text: 'el' }).kind).toBe('known');
  });

  it('adds only what is new of a piece that overlaps', () => {
    expect(growText('Hello', { offset: 3, text: 'lo you' })).toEqual({
      kind: 'grown',
      text: 'Hello you',
    });
  });

  it('applies nothing beyond a gap', () => {
    expect(growText('Hello', { offset: 6, text: 'you' }).kind).toBe('gap');
  });

  it('counts bytes of UTF-8, not characters', () => {
    const text = 'Grüße 🦙';
    expect(growText(text, { offset: utf8Length(text), text: '!' })).toEqual({
      kind: 'grown',
      text: 'Grüße 🦙!',
    });
    expect(growText(text, { offset: text.length, text: '!' }).kind).not.toBe('grown');
    expect(pieceEnd({ offset: 2, text: '🦙' })).toBe(6);
  });
});
