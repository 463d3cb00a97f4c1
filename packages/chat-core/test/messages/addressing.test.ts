import type { MemberId } from '@parley/chat-protocol';
import { describe, expect, it } from 'vitest';
import { calledAgents } from '../../src/messages/addressing.ts';

const llama = { memberId: 'llama' as MemberId, name: 'Llama', handle: 'llama' };
const owl = { memberId: 'owl' as MemberId, name: 'Night Owl', handle: 'owl' };
const agents = [llama, owl];

function called(text: string, repliesTo?: MemberId): MemberId[] {
  const audience = { agents, peopleNames: ['Ann', 'Llama Smith'] };
  return calledAgents({ text, repliesTo }, audience).map(({ memberId }) => memberId);
}

describe('addressing', () => {
  it.each([
    '@llama hello',
    'hello @llama',
    'well, @LLAMA, what now?',
    'one line\n@llama: another',
    '(@llama)',
    '@llama’s turn',
  ])('[CH-10] is called by its handle: %j', (text) => {
    expect(called(text)).toEqual(['llama']);
  });

  it.each(['@Night Owl hello', 'ask @night owl', '@owl?'])(
    '[CH-10] is called by its name or its handle: %j',
    (text) => {
      expect(called(text)).toEqual(['owl']);
    },
  );

  it.each([
    'llama',
    'hello llama, how are you',
    'mail@llama.example',
    '@llamas',
    '@llamafoo',
    'ann@llama',
    '@Llama Smith, are you there?',
    'https://social.example/@llama',
    '@llama@social.example',
    '',
  ])('[CH-11] nobody is called by %j', (text) => {
    expect(called(text)).toEqual([]);
  });

  it('[CH-12] is called by a reply to what it said', () => {
    expect(called('and why?', llama.memberId)).toEqual(['llama']);
    expect(called('and why?', 'ann' as MemberId)).toEqual([]);
  });

  it('[CH-13] several are called by one message, each once', () => {
    expect(called('@owl @llama @Llama what do you two say?', owl.memberId)).toEqual([
      'llama',
      'owl',
    ]);
  });
});
