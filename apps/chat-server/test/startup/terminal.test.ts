import { describe, expect, it } from 'vitest';
import { Terminal } from '../../src/index.ts';
import { TextSink } from '../support/text-sink.ts';

const CLEAR = '\r\u001b[K';

describe('terminal', () => {
  it('changes one line in place, and clears it before another or a log line', () => {
    const output = new TextSink('terminal');
    const log = new TextSink('terminal');
    const terminal = new Terminal({ output, log });
    terminal.progress('10 %');
    terminal.progress('20 %');
    terminal.log('logged\n');
    terminal.progress('30 %');
    terminal.line('done');
    terminal.line('more');
    expect(output.text).toBe(`${CLEAR}10 %${CLEAR}20 %${CLEAR}${CLEAR}30 %${CLEAR}done\nmore\n`);
    expect(log.text).toBe('logged\n');
  });

  it('writes lines alone where they cannot change', () => {
    const output = new TextSink();
    const terminal = new Terminal({ output, log: output });
    terminal.progress('10 %');
    terminal.line('done');
    expect(output.text).toBe('10 %\ndone\n');
  });
});
