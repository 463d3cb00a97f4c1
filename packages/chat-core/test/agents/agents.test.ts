import { describe, expect, it } from 'vitest';
import { isWorthTelling } from '../../src/agents/model-watch.ts';
import { SECRET_DETAIL, modelError } from '../support/model-error.ts';
import { ScriptedModel } from '../support/scripted-model.ts';
import { TestChat, agentOptions, value } from '../support/test-chat.ts';

describe('agents', () => {
  it('are members with their model and its state', async () => {
    const test = await TestChat.start();
    const ann = await test.person('Ann');
    expect(value(test.chat.welcome(ann)).members[0]).toEqual({
      kind: 'agent',
      id: 'llama',
      name: 'Llama',
      handle: 'llama',
      model: { name: 'Scripted', runsOn: 'this test', contextTokens: 2_048, isPackaged: false },
      status: { state: 'ready' },
      suggestions: [],
    });
  });

  it('[CH-77] tell everybody when their model changes', async () => {
    const test = await TestChat.start();
    test.publisher.clear();
    test.model.setStatus({ state: 'starting', step: 'restarting', progress: undefined });
    test.model.setStatus({ state: 'failed', error: modelError('out-of-memory') });
    test.model.setStatus({ state: 'stopped' });
    expect(test.publisher.sent.map(({ audience }) => audience.to)).toEqual(
      Array.from({ length: 3 }, () => 'everybody'),
    );
    expect(test.publisher.of('member-changed')).toMatchObject([
      { member: { status: { state: 'starting', step: 'restarting', progress: null } } },
      {
        member: {
          status: { state: 'failed', reason: 'The server has too little memory for the model.' },
        },
      },
      { member: { status: { state: 'offline' } } },
    ]);
    expect(JSON.stringify(test.publisher.sent)).not.toContain(SECRET_DETAIL);
  });

  it('[CH-77] tell of progress by whole percents', () => {
    const at = (progress: number | null) =>
      ({ state: 'starting', step: 'downloading', progress }) as const;
    expect(isWorthTelling(at(0.101), at(0.109))).toBe(false);
    expect(isWorthTelling(at(0.109), at(0.111))).toBe(true);
    expect(isWorthTelling(at(null), at(0))).toBe(true);
    expect(isWorthTelling(at(0.5), { ...at(0.5), step: 'loading' })).toBe(true);
    expect(isWorthTelling(at(1), { state: 'ready' })).toBe(true);
  });

  it('cannot share an id, a name or a handle', () => {
    const second = agentOptions('Llama', new ScriptedModel());
    const attempts = [
      second,
      { ...second, id: 'other' },
      { ...second, id: 'other', name: 'Other' },
      { ...second, id: 'other', handle: 'other', name: 'LLAMA' },
    ];
    for (const agent of attempts)
      expect(() => new TestChat({ otherAgents: [agent] })).toThrow(RangeError);
  });
});
