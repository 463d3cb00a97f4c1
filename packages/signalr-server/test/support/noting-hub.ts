/** A hub that notes what happens, and calls to it. */

import type { AnyHub } from './test-hub.ts';

/** A hub that notes what it hears, and holds its calls until it is told. */
export function createNotingHub(): {
  readonly hub: AnyHub;
  readonly notes: string[];
  readonly release: () => void;
} {
  const notes: string[] = [];
  let release: () => void = () => undefined;
  const hub: AnyHub = {
    methods: {
      note(_call: unknown, text: string) {
        notes.push(text);
      },
      async hold({ signal }: { readonly signal: AbortSignal }) {
        notes.push('holding');
        signal.addEventListener('abort', () => notes.push('aborted'));
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        notes.push('released');
      },
    },
    onConnected: ({ connection }) => {
      notes.push(`connected ${connection.connectionId}`);
    },
    onDisconnected: (_call, error) => {
      notes.push(`disconnected ${error?.message}`);
    },
  };
  return {
    hub,
    notes,
    release: () => {
      release();
    },
  };
}

export function note(text: string): object {
  return { type: 1, target: 'note', arguments: [text] };
}
export const HOLD = { type: 1, target: 'hold', arguments: [], invocationId: 'h' };
