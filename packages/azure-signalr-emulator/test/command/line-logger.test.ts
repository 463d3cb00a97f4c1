import { expect, test } from 'vitest';
import { createLineLogger } from '../../src/command/line-logger.ts';

test('[AS-95] what is wrong is one line, and debugging none', () => {
  const lines: string[] = [];
  const logger = createLineLogger((line) => lines.push(line));
  logger.debug({ hub: 'chat' }, 'a ping');
  logger.warn({ hub: 'chat', status: 401 }, 'a client was refused');
  logger.error({ error: new Error('cut') }, 'a connection broke');

  expect(lines).toEqual([
    'a client was refused {"hub":"chat","status":401}\n',
    'a connection broke {"error":"cut"}\n',
  ]);
});

test('[AS-95] a name that would steer the terminal is written out', () => {
  const lines: string[] = [];
  createLineLogger((line) => lines.push(line)).warn({ hub: 'a\u001b[2J\u009b2J\n\u202e' }, 'text');

  expect(lines).toEqual(['text {"hub":"a\\u001b[2J\\u009b2J\\n\\u202e"}\n']);
});
