import { describe, expect, it } from 'vitest';
import { Terminal } from '../../src/index.ts';
import { createLogger } from '../../src/startup/create-logger.ts';
import { TextSink } from '../support/text-sink.ts';

function loggerOf(
  kind: 'terminal' | 'file',
  settings: Partial<Parameters<typeof createLogger>[0]> = {},
) {
  const log = new TextSink();
  const terminal = new Terminal({ output: new TextSink(kind), log });
  return {
    log,
    logger: createLogger({ logLevel: 'info', logFormat: 'auto', ...settings }, terminal),
  };
}

describe('log', () => {
  it('is JSON lines where nobody looks on', () => {
    const { log, logger } = loggerOf('file');
    logger.warn({ roomId: 'r', error: new Error('broken') }, 'a turn failed');
    expect(JSON.parse(log.text)).toMatchObject({
      level: 40,
      time: expect.any(Number),
      msg: 'a turn failed',
      roomId: 'r',
      error: { message: 'broken', stack: expect.any(String) },
    });
  });

  it('is short lines on a terminal', () => {
    const { log, logger } = loggerOf('terminal');
    logger.warn({ roomId: 'r', afterMs: 30 }, 'a turn failed');
    expect(log.text).toMatch(/^\d\d:\d\d:\d\d warn {2}a turn failed {2}roomId=r {2}afterMs=30\n$/);
  });

  it('is as asked for', () => {
    expect(loggerOf('terminal', { logFormat: 'json' }).logger.info('x')).toBeUndefined();
    const json = loggerOf('terminal', { logFormat: 'json' });
    json.logger.info('x');
    expect(json.log.text).toMatch(/^\{/);
    const text = loggerOf('file', { logFormat: 'text', logLevel: 'error' });
    text.logger.warn('x');
    expect(text.log.text).toBe('');
    text.logger.error({ err: new Error('broken') }, 'x');
    expect(text.log.text).toContain('Error: broken\n');
  });

  it('cuts out what is named like a secret', () => {
    const { log, logger } = loggerOf('file');
    logger.info({ cookie: 'hunter2', request: { headers: 'hunter2', token: 'hunter2' } }, 'x');
    expect(log.text).not.toContain('hunter2');
  });
});
