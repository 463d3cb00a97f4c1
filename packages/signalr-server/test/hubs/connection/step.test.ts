/** The life of a connection as decisions alone. Rules: docs/spec/signalr-hubs.md. */

import { MessageType } from '@parley/signalr-protocol';
import { describe, expect, test } from 'vitest';
import type {
  ConnectionInput,
  ConnectionState,
  LifeSettings,
} from '../../../src/hubs/connection/connection-state.ts';
import { initialState, step } from '../../../src/hubs/connection/step.ts';
import { ClientTimeoutError, HubError } from '../../../src/hubs/errors.ts';

const SETTINGS: LifeSettings = {
  handshakeTimeoutMs: 15_000,
  keepAliveIntervalMs: 15_000,
  clientTimeoutMs: 30_000,
  sendsPings: true,
};
const TICK: ConnectionInput = { kind: 'tick', isWriting: false };
const PING: ConnectionInput = { kind: 'message-received', message: { type: MessageType.ping } };
const CALL: ConnectionInput = {
  kind: 'message-received',
  message: { type: MessageType.invocation, target: 'x', arguments: [] },
};

/** The state after the inputs, each at its time. */
function after(
  inputs: readonly (readonly [number, ConnectionInput])[],
  settings = SETTINGS,
): ConnectionState {
  return inputs.reduce<ConnectionState>(
    (state, [now, input]) => step(state, input, now).state,
    initialState(settings, 0),
  );
}

const CONNECTING = [[0, { kind: 'handshake-accepted' }]] as const;
const READING = [...CONNECTING, [0, { kind: 'connected' }]] as const;

function kindsOf(state: ConnectionState, input: ConnectionInput, now = 0): readonly string[] {
  return step(state, input, now).effects.map(({ kind }) => kind);
}

describe('handshake', () => {
  test('[SH-9] the answer goes out before onConnected runs', () => {
    expect(kindsOf(after([]), { kind: 'handshake-accepted' })).toEqual([
      'answer-handshake',
      'run-connected',
    ]);
  });

  test('[SH-6] a client that says nothing for the handshake timeout is refused', () => {
    expect(kindsOf(after([]), TICK, 14_999)).toEqual([]);
    expect(step(after([]), TICK, 15_000)).toEqual({
      state: { kind: 'closed' },
      effects: [
        { kind: 'answer-handshake', error: 'Handshake was canceled.' },
        { kind: 'close-transport' },
        { kind: 'release' },
      ],
    });
  });

  test('[SH-8] a client that leaves before it is only forgotten', () => {
    expect(step(after([]), { kind: 'transport-closed' }, 0)).toEqual({
      state: { kind: 'closed' },
      effects: [{ kind: 'release' }],
    });
  });
});

describe('keep-alive', () => {
  test('[SH-10] a ping is due every interval from the last one due', () => {
    const state = after(READING);

    expect(kindsOf(state, TICK, 14_999)).toEqual([]);
    expect(kindsOf(state, TICK, 15_000)).toEqual(['send-ping']);
    const pinged = after([...READING, [15_500, TICK]]);
    expect(kindsOf(pinged, TICK, 30_000)).toEqual([]);
    expect(kindsOf(pinged, TICK, 30_500)).toEqual(['send-ping']);
  });

  test('[SH-10] a ping that falls into a write is skipped until the next interval', () => {
    const writing: ConnectionInput = { kind: 'tick', isWriting: true };
    const state = after([...READING, [15_000, writing]]);

    expect(kindsOf(after(READING), writing, 15_000)).toEqual([]);
    expect(kindsOf(state, TICK, 16_000)).toEqual([]);
    expect(kindsOf(state, TICK, 30_000)).toEqual(['send-ping']);
  });

  test('[SH-10] onConnected does not hold up pings', () => {
    expect(kindsOf(after(CONNECTING), TICK, 15_000)).toEqual(['send-ping']);
  });

  test('[SH-11] a transport with a keep-alive of its own gets no pings', () => {
    const state = after(READING, { ...SETTINGS, sendsPings: false });

    expect(kindsOf(state, TICK, 60_000)).toEqual([]);
  });
});

describe('client timeout', () => {
  test('[SH-12] a client that never pinged may be silent for ever', () => {
    expect(kindsOf(after(READING), TICK, 3_600_000)).toEqual(['send-ping']);
  });

  test('[SH-12] the timeout counts from the last message of a client that has pinged', () => {
    const state = after([
      ...READING,
      [1_000, PING],
      [20_000, CALL],
      [20_000, { kind: 'dispatched' }],
      [45_000, TICK],
    ]);

    expect(step(state, TICK, 49_999).state.kind).toBe('open');
    expect(step(state, TICK, 50_000).state.kind).toBe('closing');
  });

  test('[SH-13] it stands still while a message is dispatched, and starts anew after it', () => {
    const dispatching = after([...READING, [0, PING], [1_000, CALL]]);
    expect(step(dispatching, TICK, 600_000).state.kind).toBe('open');

    const reading = step(dispatching, { kind: 'dispatched' }, 600_000).state;
    expect(step(reading, TICK, 629_999).state.kind).toBe('open');
    expect(step(reading, TICK, 630_000).state.kind).toBe('closing');
  });

  test('[SH-14] the client may come back, and the hub learns why it was ended', () => {
    const state = after([...READING, [0, PING]]);

    expect(step(state, TICK, 30_000).effects).toEqual([
      { kind: 'send-close', error: new ClientTimeoutError(), allowReconnect: true },
      { kind: 'close-transport' },
      { kind: 'cancel-calls' },
      { kind: 'run-disconnected', error: new ClientTimeoutError() },
    ]);
  });
});

describe('the end', () => {
  const error = new Error('broken');

  test('[SH-15] broken input is an error that allows reconnecting', () => {
    expect(step(after(READING), { kind: 'input-broken', error }, 0).effects).toEqual([
      { kind: 'send-close', error, allowReconnect: true },
      { kind: 'close-transport' },
      { kind: 'cancel-calls' },
      { kind: 'run-disconnected', error },
    ]);
  });

  test('[SH-19] a failure of onConnected ends everything without onDisconnected', () => {
    expect(step(after(CONNECTING), { kind: 'connecting-failed', error }, 0)).toEqual({
      state: { kind: 'closed' },
      effects: [
        { kind: 'send-close', error, allowReconnect: false },
        { kind: 'close-transport' },
        { kind: 'cancel-calls' },
        { kind: 'release' },
      ],
    });
  });

  test("[SH-20] a client's close message is answered, and its error reported as a HubError", () => {
    const close = (text?: string): ConnectionInput => ({
      kind: 'message-received',
      message: { type: MessageType.close, ...(text === undefined ? undefined : { error: text }) },
    });

    const [answer, , , report] = step(after(READING), close(''), 0).effects;
    expect(answer).toEqual({ kind: 'send-close', error: undefined, allowReconnect: false });
    expect(report).toEqual({ kind: 'run-disconnected', error: new HubError('') });
    expect(step(after(READING), close(), 0).effects[3]).toEqual({
      kind: 'run-disconnected',
      error: undefined,
    });
  });

  test('[SH-21] an abort does not allow reconnecting', () => {
    expect(
      step(after(READING), { kind: 'disconnect-requested', notice: {} }, 0).effects[0],
    ).toEqual({
      kind: 'send-close',
      error: undefined,
      allowReconnect: false,
    });
  });

  test('[SH-22] a shutdown waits for the message being dispatched', () => {
    const dispatching = after([...READING, [0, CALL], [0, { kind: 'shutdown-requested' }]]);

    expect(dispatching.kind).toBe('open');
    expect(step(dispatching, { kind: 'dispatched' }, 0).effects[0]).toEqual({
      kind: 'send-close',
      error: undefined,
      allowReconnect: true,
    });
  });

  test('[SH-22] a shutdown waits for onConnected', () => {
    const connecting = after([...CONNECTING, [0, { kind: 'shutdown-requested' }]]);

    expect(kindsOf(connecting, { kind: 'connected' })).toContain('run-disconnected');
  });

  test('[SH-23] calls end with the transport, and onDisconnected waits for the dispatch', () => {
    const dispatching = after([...READING, [0, CALL]]);
    expect(kindsOf(dispatching, { kind: 'transport-closed' })).toEqual(['cancel-calls']);

    const closing = step(dispatching, { kind: 'disconnect-requested', notice: {} }, 0).state;
    expect(closing.kind).toBe('closing');
    expect(kindsOf(closing, { kind: 'dispatched' })).toEqual(['run-disconnected']);
  });

  test('[SH-23] a connection that ended while onConnected ran is let go when that fails', () => {
    const closing = after([...CONNECTING, [0, { kind: 'disconnect-requested', notice: {} }]]);

    expect(kindsOf(closing, { kind: 'connecting-failed', error })).toEqual(['release']);
    expect(kindsOf(closing, { kind: 'connected' })).toEqual(['run-disconnected']);
  });

  test('[SH-23] what comes after the end changes nothing', () => {
    const closing = after([...READING, [0, { kind: 'disconnect-requested', notice: {} }]]);
    const closed = step(closing, { kind: 'disconnected' }, 0).state;

    for (const input of [TICK, PING, CALL, { kind: 'disconnect-requested', notice: {} } as const]) {
      expect(step(closing, input, 0)).toEqual({ state: closing, effects: [] });
      expect(step(closed, input, 0)).toEqual({ state: closed, effects: [] });
    }
  });
});

describe('another socket', () => {
  const INTERRUPTED: ConnectionInput = { kind: 'transport-interrupted' };
  const REPLACED: ConnectionInput = { kind: 'transport-replaced' };

  test('[SH-155] without one no ping is due and no client is timed out', () => {
    const interrupted = after([...READING, [0, PING], [1_000, INTERRUPTED]]);

    expect(step(interrupted, TICK, 600_000)).toEqual({ state: interrupted, effects: [] });
  });

  test('[SH-155] with one both intervals begin anew', () => {
    const state = after([...READING, [0, PING], [1_000, INTERRUPTED], [29_000, REPLACED]]);

    expect(kindsOf(state, TICK, 43_999)).toEqual([]);
    expect(kindsOf(state, TICK, 44_000)).toEqual(['send-ping']);
    const pinged = step(state, TICK, 58_999).state;
    expect(step(pinged, TICK, 59_000).state.kind).toBe('closing');
  });

  test('[SH-154] the exchange goes on before the hub hears of it', () => {
    expect(kindsOf(after(READING), REPLACED)).toEqual(['resume-exchange', 'run-reconnected']);
    expect(kindsOf(after([...READING, [0, CALL]]), REPLACED)).toEqual([
      'resume-exchange',
      'run-reconnected',
    ]);
  });

  test('[SH-156] a hub that is still connecting the client does not hear of it', () => {
    const state = after([...CONNECTING, [0, INTERRUPTED]]);

    expect(kindsOf(state, REPLACED)).toEqual(['resume-exchange']);
  });

  test('[SH-155] a connection that ends meanwhile ends as any other', () => {
    const state = after([...READING, [0, INTERRUPTED]]);

    expect(kindsOf(state, { kind: 'shutdown-requested' })).toContain('run-disconnected');
    expect(kindsOf(state, { kind: 'transport-closed' })).toEqual(['cancel-calls']);
    expect(kindsOf(state, { kind: 'input-ended', error: undefined })).toContain('run-disconnected');
  });

  test('[SH-155] nothing goes on after the end', () => {
    const closing = after([...READING, [0, { kind: 'disconnect-requested', notice: {} }]]);

    for (const input of [INTERRUPTED, REPLACED]) {
      expect(step(closing, input, 0)).toEqual({ state: closing, effects: [] });
      expect(step(after([]), input, 0)).toEqual({ state: after([]), effects: [] });
    }
  });
});
