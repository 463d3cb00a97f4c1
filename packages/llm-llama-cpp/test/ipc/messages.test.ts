import { describe, expect, test } from 'vitest';
import { parseEngineCommand } from '../../src/ipc/engine-command.ts';
import { parseEngineReport } from '../../src/ipc/engine-report.ts';

const reply = {
  type: 'reply',
  id: 1,
  conversation: 'general',
  agent: 'Llama',
  prompt: { system: '', turns: [{ role: 'user', text: 'hi' }] },
  sampling: {
    temperature: 0,
    topP: 1,
    topK: 40,
    minP: 0,
    repeatPenalty: 1,
    maxTokens: 8,
    seed: undefined,
  },
  maxTokensPerSecond: undefined,
};

describe('what crosses the process boundary', () => {
  test('is taken as it is when it has the fields of its type', () => {
    expect(parseEngineCommand(reply)).toBe(reply);
    expect(parseEngineReport({ type: 'alive' })).toEqual({ type: 'alive' });
    expect(parseEngineReport({ type: 'text', id: 1, text: '', tokens: 1 }).type).toBe('text');
  });

  test.each([
    undefined,
    null,
    'reply',
    {},
    { type: 'toString' },
    { type: 'stop' },
    { type: 'stop', id: '1' },
    { ...reply, prompt: { system: '', turns: [{ role: 'system', text: 'hi' }] } },
    { ...reply, sampling: { ...reply.sampling, topK: Number.NaN } },
    { ...reply, prompt: undefined },
  ])('is refused as a command: %o', (value) => {
    expect(() => parseEngineCommand(value)).toThrow(TypeError);
  });

  test.each([
    { type: 'text', id: 1, text: 1, tokens: 1 },
    { type: 'refused', id: 1, code: 'no-such-code', message: '' },
    { type: 'ended', id: 1, reason: 'bored' },
    { type: 'ready', model: null },
  ])('is refused as a report: %o', (value) => {
    expect(() => parseEngineReport(value)).toThrow(TypeError);
  });
});
