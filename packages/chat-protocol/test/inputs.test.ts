import { describe, expect, it } from 'vitest';
import {
  claimLinkInputSchema,
  createRoomInputSchema,
  historyQuerySchema,
  openRoomInputSchema,
  postMessageInputSchema,
  readReplyInputSchema,
  roomInputSchema,
  signInInputSchema,
} from '../src/index.ts';

const post = { roomId: 'r1', clientMessageId: 'c-1_A', text: 'hello', replyTo: null };

describe('ids', () => {
  it.each(['', 'a b', 'a/b', '../etc', 'é', 'x'.repeat(65), 1, null, undefined, {}, ['r1']])(
    'refuses %j',
    (roomId) => {
      expect(roomInputSchema.safeParse({ roomId }).success).toBe(false);
    },
  );

  it('takes letters, digits, hyphens and underscores, up to 64', () => {
    expect(roomInputSchema.safeParse({ roomId: 'A-z_0' }).success).toBe(true);
    expect(roomInputSchema.safeParse({ roomId: 'x'.repeat(64) }).success).toBe(true);
  });
});

describe('a message', () => {
  it('is taken as it was written, spaces included', () => {
    expect(postMessageInputSchema.parse({ ...post, text: '  a\n' }).text).toBe('  a\n');
    expect(postMessageInputSchema.parse({ ...post, replyTo: 'm1' }).replyTo).toBe('m1');
  });

  it.each([
    [{ ...post, text: ' \n\t ' }, 'A message needs some text.'],
    [{ ...post, text: '\u200b\u2060 \u3164\u2800\u0001' }, 'A message needs some text.'],
    [{ ...post, text: 'x'.repeat(8_001) }, 'A message has at most 8000 characters.'],
  ])('says why not %#', (input, sentence) => {
    const { error } = postMessageInputSchema.safeParse(input);
    expect(error?.issues.map(({ message }) => message)).toEqual([sentence]);
  });

  it.each([{ ...post, text: 5 }, { ...post, replyTo: undefined }, { ...post, replyTo: '' }, null])(
    'refuses %j',
    (input) => {
      expect(postMessageInputSchema.safeParse(input).success).toBe(false);
    },
  );

  it('carries nothing that was not asked for, such as an author', () => {
    expect(postMessageInputSchema.parse({ ...post, authorId: 'ann' })).toEqual(post);
  });
});

describe('names', () => {
  it('are normalised by being parsed', () => {
    expect(signInInputSchema.parse({ name: '  Ann   Lee ' })).toEqual({ name: 'Ann Lee' });
    expect(createRoomInputSchema.parse({ name: ' The  attic' })).toEqual({ name: 'The attic' });
  });

  it('of any length are refused with a sentence', () => {
    const { error } = signInInputSchema.safeParse({ name: 'x'.repeat(10_000) });
    expect(error?.issues[0]?.message).toBe('This name is far too long.');
  });

  it('are refused with the sentence that says why', () => {
    const { error } = signInInputSchema.safeParse({ name: 'a:b' });
    expect(error?.issues[0]?.message).toContain('A name cannot hold');
    expect(createRoomInputSchema.safeParse({ name: '' }).success).toBe(false);
    expect(signInInputSchema.safeParse({ name: 'x'.repeat(10_000) }).success).toBe(false);
  });
});

describe('positions', () => {
  it.each([-1, 1.5, Number.NaN, Infinity, 2 ** 60, '1'])('refuses %j as one', (offset) => {
    const input = { roomId: 'r1', messageId: 'm1', offset };
    expect(readReplyInputSchema.safeParse(input).success).toBe(false);
  });

  it('bounds the replies that a client may ask to refresh', () => {
    const unfinished = Array.from({ length: 65 }, (_, i) => `m${i}`);
    const known = { sequence: 0, unfinished };
    expect(openRoomInputSchema.safeParse({ roomId: 'r1', known }).success).toBe(false);
    expect(openRoomInputSchema.safeParse({ roomId: 'r1' }).success).toBe(true);
  });
});

describe('a query of history', () => {
  it('reads numbers from the text of an address, with a default', () => {
    expect(historyQuerySchema.parse({})).toEqual({ limit: 50 });
    expect(historyQuerySchema.parse({ before: '12', limit: '200' })).toEqual({
      before: 12,
      limit: 200,
    });
  });

  it.each([{ limit: '201' }, { limit: '0' }, { before: '-1' }, { before: 'x' }, { before: '1.5' }])(
    'refuses %j',
    (query) => {
      expect(historyQuerySchema.safeParse(query).success).toBe(false);
    },
  );
});

describe('a device link', () => {
  it('has a token of reasonable length', () => {
    expect(claimLinkInputSchema.safeParse({ token: '' }).success).toBe(false);
    expect(claimLinkInputSchema.safeParse({ token: 'x'.repeat(257) }).success).toBe(false);
  });
});
