import { expect, test } from 'vitest';
import { parseOptions } from '../src/fanout/options.ts';

test('everything is measured when nothing is said', () => {
  expect(parseOptions([])).toMatchObject({
    scenarios: ['a', 'b', 'c', 'd', 'e', 'f'],
    servers: ['ours', 'aspnet', 'socket.io', 'ws'],
    rounds: 1,
  });
});

test('rates are read with their units', () => {
  expect(parseOptions(['--rates', '50k,1.5M,200']).rates).toEqual([50_000, 1_500_000, 200]);
});

test.each([
  [['--servers', 'express'], "'express' is none of ours, aspnet, socket.io, ws."],
  [['--rounds', '0'], "'0' is not a number above zero."],
  [['--seconds', 'long'], "'long' is not a number above zero."],
])('%j is refused', (args, sentence) => {
  expect(() => parseOptions(args)).toThrow(sentence);
});
