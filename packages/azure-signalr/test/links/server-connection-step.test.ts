/** The life of a server connection. Rules: docs/spec/azure-signalr.md, AZ-43 to AZ-52. */

import { ServiceMessageType, ServiceProtocolError } from '@parley/azure-signalr-protocol';
import type { ServiceMessage } from '@parley/azure-signalr-protocol';
import { describe, expect, test } from 'vitest';
import type {
  ServerConnectionEffect,
  ServerConnectionInput,
  ServerConnectionState,
} from '../../src/links/server-connection-state.ts';
import { initialState, step } from '../../src/links/server-connection-step.ts';

const ACCEPTED: ServiceMessage = { type: ServiceMessageType.handshakeResponse };

/** A connection to which things happen at times. */
class Life {
  state: ServerConnectionState = initialState(0);

  apply(input: ServerConnectionInput, now = 0): readonly ServerConnectionEffect[] {
    const { state, effects } = step(this.state, input, now);
    this.state = state;
    return effects;
  }

  receive(message: ServiceMessage, now = 0): readonly ServerConnectionEffect[] {
    return this.apply({ kind: 'message-received', message }, now);
  }

  static open(): Life {
    const life = new Life();
    life.apply({ kind: 'socket-opened' });
    life.receive(ACCEPTED);
    return life;
  }
}

function endOf(effects: readonly ServerConnectionEffect[]): string | undefined {
  return effects.flatMap((effect) =>
    effect.kind === 'announce-end' ? [effect.error?.message ?? 'without an error'] : [],
  )[0];
}

describe('the handshake', () => {
  test('[AZ-43] is the first that is said, and its answer opens the connection', () => {
    const life = new Life();

    expect(life.apply({ kind: 'socket-opened' })).toEqual([{ kind: 'send-handshake' }]);
    expect(life.state.kind).toBe('handshaking');
    expect(life.receive({ ...ACCEPTED, connectionId: 'x' })).toEqual([{ kind: 'announce-open' }]);
    expect(life.state.kind).toBe('open');
  });

  test('[AZ-43] is refused by an error', () => {
    const life = new Life();
    life.apply({ kind: 'socket-opened' });
    const effects = life.receive({ ...ACCEPTED, errorMessage: 'not you' });

    expect(effects[0]).toEqual({ kind: 'close-socket', status: 1000 });
    expect(endOf(effects)).toBe('The service refused the handshake: not you');
    expect(life.state.kind).toBe('closed');
  });

  test('[AZ-43] is answered first', () => {
    const life = new Life();
    life.apply({ kind: 'socket-opened' });
    const effects = life.receive({ type: ServiceMessageType.ping, values: [] });

    expect(effects[0]).toEqual({ kind: 'close-socket', status: 1002 });
    expect(endOf(effects)).toBe('The service did not answer the handshake first.');
  });

  test('[AZ-43] is waited for no longer than 15 seconds', () => {
    const life = new Life();
    life.apply({ kind: 'socket-opened' }, 1_000);

    expect(life.apply({ kind: 'tick' }, 15_999)).toEqual([]);
    expect(endOf(life.apply({ kind: 'tick' }, 16_000))).toBe(
      'The service did not answer the handshake in time.',
    );
  });

  test('[AZ-44] begins within 30 seconds', () => {
    const life = new Life();

    expect(life.apply({ kind: 'tick' }, 29_999)).toEqual([]);
    expect(endOf(life.apply({ kind: 'tick' }, 30_000))).toBe(
      'The service could not be reached in time.',
    );
    expect(life.apply({ kind: 'socket-opened' }, 30_001)).toEqual([]);
  });
});

describe('an open connection', () => {
  test('[AZ-45] ends after 30 seconds without a byte', () => {
    const life = Life.open();
    life.apply({ kind: 'bytes-received' }, 10_000);

    expect(life.apply({ kind: 'tick' }, 39_999)).toEqual([]);
    expect(endOf(life.apply({ kind: 'tick' }, 40_000))).toBe(
      'The service was silent for too long.',
    );
  });

  test('[AZ-46] answers what comes with a ping, more than 5 seconds after the last', () => {
    const life = Life.open();

    expect(life.apply({ kind: 'bytes-received' }, 5_000)).toEqual([]);
    expect(life.apply({ kind: 'bytes-received' }, 5_001)).toEqual([{ kind: 'send-ping' }]);
    expect(life.apply({ kind: 'bytes-received' }, 10_001)).toEqual([]);
    expect(life.apply({ kind: 'tick' }, 20_000)).toEqual([]);
  });

  test('[AZ-50] is closed with the status of what is wrong with its bytes', () => {
    const error = new ServiceProtocolError('service-message-too-large', 'much');
    const effects = Life.open().apply({ kind: 'input-broken', error });

    expect(effects[0]).toEqual({ kind: 'close-socket', status: 1009 });
    expect(endOf(effects)).toBe('The service broke the protocol.');
  });

  test('[AZ-51] keeps reading when the service takes no more', () => {
    const life = Life.open();
    const error: ServiceMessage = { type: ServiceMessageType.serviceError, errorMessage: 'quota' };

    expect(life.receive(error)).toEqual([{ kind: 'announce-refusal', reason: 'quota' }]);
    expect(life.state).toMatchObject({ kind: 'open', refusal: 'quota' });
    const message: ServiceMessage = { type: ServiceMessageType.closeConnection, connectionId: 'c' };
    expect(life.receive(message)).toEqual([{ kind: 'deliver', message }]);
    expect(life.apply({ kind: 'bytes-received' }, 6_000)).toEqual([{ kind: 'send-ping' }]);
  });

  test('[AZ-52] returns an echo, and hands up what else the ping says', () => {
    const ping: ServiceMessage = { type: ServiceMessageType.ping, values: ['echo', '17'] };

    expect(Life.open().receive(ping)).toEqual([
      { kind: 'return-ping', ping },
      { kind: 'deliver', message: ping },
    ]);
  });

  test('[AZ-58] has one end, whoever ends it', () => {
    const life = Life.open();

    expect(endOf(life.apply({ kind: 'close-requested' }))).toBe('without an error');
    expect(life.apply({ kind: 'close-requested' })).toEqual([]);
    expect(life.apply({ kind: 'tick' }, 1_000_000)).toEqual([]);
    expect(life.receive(ACCEPTED)).toEqual([]);
  });
});
