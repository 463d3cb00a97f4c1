import { describe, expect, test } from 'vitest';
import { SequenceGate } from '../../src/engine/sequence-gate.ts';

describe('the gate of the sequences', () => {
  test('lets evaluations run together, and changes too', async () => {
    for (const kind of ['evaluate', 'change'] as const) {
      const gate = new LoggedGate();
      const [first, second] = [gate.begin(kind, 'first'), gate.begin(kind, 'second')];
      await settled();
      expect(gate.log).toEqual(['first', 'second']);
      await Promise.all([first.end(), second.end()]);
    }
  });

  test('lets a change wait for what is being evaluated, and nothing else be evaluated before it', async () => {
    const gate = new LoggedGate();
    const token = gate.begin('evaluate', 'token');
    const piece = gate.begin('evaluate', 'piece');
    const change = gate.begin('change', 'change');
    const next = gate.begin('evaluate', 'next token');
    await token.end();
    await settled();
    expect(gate.log).toEqual(['token', 'piece']);

    await piece.end();
    await settled();
    expect(gate.log).toEqual(['token', 'piece', 'change']);

    await change.end();
    await next.end();
    expect(gate.log).toEqual(['token', 'piece', 'change', 'next token']);
  });

  test('takes turns, so that changes one after the other let tokens be written between them', async () => {
    const gate = new LoggedGate();
    const first = gate.begin('change', 'change 1');
    const token = gate.begin('evaluate', 'token');
    const second = gate.begin('change', 'change 2');
    await first.end();
    await settled();
    expect(gate.log).toEqual(['change 1', 'token']);

    const late = gate.begin('evaluate', 'late token');
    await token.end();
    await settled();
    expect(gate.log).toEqual(['change 1', 'token', 'change 2']);

    await second.end();
    await late.end();
  });

  test('never lets one kind in beside the other', async () => {
    const gate = new SequenceGate();
    let evaluating = 0;
    let changing = 0;
    const meetings: number[] = [];
    const evaluate = async (): Promise<void> => {
      evaluating += 1;
      await settled();
      meetings.push(evaluating * changing);
      evaluating -= 1;
    };
    const change = async (): Promise<void> => {
      changing += 1;
      await Promise.resolve();
      meetings.push(evaluating * changing);
      changing -= 1;
    };
    const often = async (work: () => Promise<void>): Promise<void> => {
      for (let count = 0; count < 20; count += 1) await work();
    };

    await Promise.all([
      often(() => gate.evaluate(evaluate)),
      often(() => gate.change(change)),
      often(() => gate.evaluate(evaluate)),
      often(() => gate.change(change)),
    ]);
    expect(meetings).toEqual(Array.from({ length: 80 }, () => 0));
  });

  test('goes on after work that fails', async () => {
    const gate = new SequenceGate();
    const failed = gate.evaluate(() => Promise.reject(new Error('no memory')));
    const change = gate.change(() => Promise.reject(new Error('gone')));

    await expect(failed).rejects.toThrow('no memory');
    await expect(change).rejects.toThrow('gone');
    expect(await gate.evaluate(() => Promise.resolve('a token'))).toBe('a token');
  });

  test('says when a change waits for evaluations to end', async () => {
    const gate = new LoggedGate();
    const token = gate.begin('evaluate', 'token');
    expect(gate.gate.isDraining).toBe(false);

    const change = gate.begin('change', 'change');
    expect(gate.gate.isDraining).toBe(true);
    await token.end();
    expect(gate.gate.isDraining).toBe(false);
    await change.end();
  });
});

/** A gate, and the names of the work that it let in. */
class LoggedGate {
  readonly gate = new SequenceGate();
  readonly log: string[] = [];

  /** Work that ends when it is told to. */
  begin(kind: 'evaluate' | 'change', name: string): { end(): Promise<void> } {
    let finish = (): void => {};
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const done = this.gate[kind](async () => {
      this.log.push(name);
      await finished;
    });
    return {
      end: async () => {
        finish();
        await done;
      },
    };
  }
}

/** Whatever was about to happen has happened. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
