/**
 * The life of a hub connection as a pure function: handshake, keep-alive, client timeout, close.
 *
 * Rules: docs/spec/signalr-hubs.md, SH-1 to SH-29, SH-155 and SH-156. `now` is in the clock's milliseconds.
 */

import { MessageType } from '@parley/signalr-protocol';
import type { HubMessage } from '@parley/signalr-protocol';
import type { TransportName } from '../../transports/transport-connection.ts';
import { ClientTimeoutError, HubError, SENTENCES } from '../errors.ts';
import type {
  ClosingState,
  ConnectionEffect,
  ConnectionInput,
  ConnectionState,
  HandshakingState,
  LifeSettings,
  OpenState,
  Step,
} from './connection-state.ts';

/** The settings by transport, made once for all connections of a hub. */
export function lifeSettings(
  timeouts: Omit<LifeSettings, 'sendsPings'>,
): Readonly<Record<TransportName, LifeSettings>> {
  const { handshakeTimeoutMs, keepAliveIntervalMs, clientTimeoutMs } = timeouts;
  const pinging = { handshakeTimeoutMs, keepAliveIntervalMs, clientTimeoutMs, sendsPings: true };
  return {
    WebSockets: pinging,
    ServerSentEvents: pinging,
    LongPolling: { ...pinging, sendsPings: false },
  };
}

/** Every connection begins with its handshake. */
export function initialState(settings: LifeSettings, now: number): ConnectionState {
  return { kind: 'handshaking', settings, deadline: now + settings.handshakeTimeoutMs };
}

/** What the connection becomes when something happens to it, and what is to be done about it. */
export function step(state: ConnectionState, input: ConnectionInput, now: number): Step {
  switch (state.kind) {
    case 'handshaking':
      return stepHandshaking(state, input, now);
    case 'open':
      return stepOpen(state, input, now);
    case 'closing':
      return stepClosing(state, input);
    case 'closed':
      return unchanged(state);
  }
}

function stepHandshaking(state: HandshakingState, input: ConnectionInput, now: number): Step {
  switch (input.kind) {
    case 'handshake-accepted':
      return {
        state: {
          kind: 'open',
          settings: state.settings,
          activity: 'connecting',
          lastPingAt: now,
          lastReceivedAt: now,
          isPingingClient: false,
          isInterrupted: false,
          isShuttingDown: false,
        },
        effects: [{ kind: 'answer-handshake', error: undefined }, { kind: 'run-connected' }],
      };
    case 'handshake-refused':
      return refuseHandshake(input.text);
    case 'tick':
      return now >= state.deadline
        ? refuseHandshake(SENTENCES['handshake-canceled']())
        : unchanged(state);
    case 'shutdown-requested':
    case 'disconnect-requested':
      return refuseHandshake(SENTENCES['handshake-canceled']());
    case 'transport-closed':
      return { state: { kind: 'closed' }, effects: [{ kind: 'release' }] };
    case 'connected':
    case 'connecting-failed':
    case 'message-received':
    case 'dispatched':
    case 'input-broken':
    case 'output-broken':
    case 'input-ended':
    case 'transport-interrupted':
    case 'transport-replaced':
    case 'disconnected':
      return unchanged(state);
  }
}

function refuseHandshake(text: string): Step {
  return {
    state: { kind: 'closed' },
    effects: [
      { kind: 'answer-handshake', error: text },
      { kind: 'close-transport' },
      { kind: 'release' },
    ],
  };
}

function stepOpen(state: OpenState, input: ConnectionInput, now: number): Step {
  switch (input.kind) {
    case 'connected':
    case 'dispatched':
      return readOn(state, now);
    case 'connecting-failed':
      return {
        state: { kind: 'closed' },
        effects: [...farewell(input.error, { allowReconnect: false }), { kind: 'release' }],
      };
    case 'message-received':
      return receive(state, input.message, now);
    case 'input-broken':
    case 'output-broken':
      return close(state, input.error, farewell(input.error, { allowReconnect: true }));
    case 'transport-closed':
      return { state, effects: [{ kind: 'cancel-calls' }] };
    case 'transport-interrupted':
      return { state: { ...state, isInterrupted: true }, effects: [] };
    case 'transport-replaced':
      return goOn(state, now);
    case 'input-ended':
      return close(state, input.error, [{ kind: 'cancel-calls' }]);
    case 'disconnect-requested': {
      const { reason, allowReconnect = false } = input.notice;
      return close(state, undefined, farewell(undefined, { reason, allowReconnect }));
    }
    case 'shutdown-requested':
      return state.activity === 'reading'
        ? shutDown(state)
        : { state: { ...state, isShuttingDown: true }, effects: [] };
    case 'tick':
      return tick(state, input.isWriting, now);
    case 'handshake-accepted':
    case 'handshake-refused':
    case 'disconnected':
      return unchanged(state);
  }
}

function readOn(state: OpenState, now: number): Step {
  const reading: OpenState = { ...state, activity: 'reading', lastReceivedAt: now };
  return state.isShuttingDown ? shutDown(reading) : { state: reading, effects: [] };
}

/** Both intervals begin anew. A hub that does not know the client yet does not hear that it came back. */
function goOn(state: OpenState, now: number): Step {
  const effects: ConnectionEffect[] = [{ kind: 'resume-exchange' }];
  if (state.activity !== 'connecting') {
    effects.push({ kind: 'run-reconnected' });
  }
  return {
    state: { ...state, isInterrupted: false, lastPingAt: now, lastReceivedAt: now },
    effects,
  };
}

function receive(state: OpenState, message: HubMessage, now: number): Step {
  switch (message.type) {
    case MessageType.ping:
      return { state: { ...state, lastReceivedAt: now, isPingingClient: true }, effects: [] };
    case MessageType.close: {
      const error = message.error === undefined ? undefined : new HubError(message.error);
      return close(state, error, farewell(undefined, { allowReconnect: false }));
    }
    case MessageType.ack:
    case MessageType.sequence:
      // Of stateful reconnect, whose exchange has dealt with them already.
      return { state: { ...state, lastReceivedAt: now }, effects: [] };
    case MessageType.invocation:
    case MessageType.streamInvocation:
    case MessageType.streamItem:
    case MessageType.completion:
    case MessageType.cancelInvocation:
      return {
        state: { ...state, activity: 'dispatching', lastReceivedAt: now },
        effects: [{ kind: 'dispatch', message }],
      };
  }
}

/** The keep-alive interval counts from the last due ping, whatever else was sent since. */
function tick(state: OpenState, isWriting: boolean, now: number): Step {
  const { settings } = state;
  if (state.isInterrupted) {
    return unchanged(state);
  }
  const isSilent =
    state.activity === 'reading' &&
    state.isPingingClient &&
    now - state.lastReceivedAt >= settings.clientTimeoutMs;
  if (isSilent) {
    const error = new ClientTimeoutError();
    return close(state, error, farewell(error, { allowReconnect: true }));
  }
  if (!settings.sendsPings || now - state.lastPingAt < settings.keepAliveIntervalMs) {
    return unchanged(state);
  }
  return {
    state: { ...state, lastPingAt: now },
    effects: isWriting ? [] : [{ kind: 'send-ping' }],
  };
}

function shutDown(state: OpenState): Step {
  return close(state, undefined, farewell(undefined, { allowReconnect: true }));
}

/** The last message, the end of the transport, the end of what the hub was doing. */
function farewell(
  error: Error | undefined,
  { allowReconnect, reason }: { allowReconnect: boolean; reason?: string | undefined },
): readonly ConnectionEffect[] {
  return [
    {
      kind: 'send-close',
      error,
      ...(reason === undefined ? undefined : { reason }),
      allowReconnect,
    },
    { kind: 'close-transport' },
    { kind: 'cancel-calls' },
  ];
}

/** `onDisconnected` waits for what the read loop is in the middle of. */
function close(
  state: OpenState,
  error: Error | undefined,
  effects: readonly ConnectionEffect[],
): Step {
  switch (state.activity) {
    case 'connecting':
      return { state: { kind: 'closing', waitingFor: 'connected', error }, effects };
    case 'dispatching':
      return { state: { kind: 'closing', waitingFor: 'dispatched', error }, effects };
    case 'reading':
      return {
        state: { kind: 'closing', waitingFor: 'disconnected', error },
        effects: [...effects, { kind: 'run-disconnected', error }],
      };
  }
}

function stepClosing(state: ClosingState, input: ConnectionInput): Step {
  switch (input.kind) {
    case 'connected':
    case 'dispatched':
      return {
        state: { ...state, waitingFor: 'disconnected' },
        effects: [{ kind: 'run-disconnected', error: state.error }],
      };
    case 'connecting-failed':
    case 'disconnected':
      return { state: { kind: 'closed' }, effects: [{ kind: 'release' }] };
    case 'handshake-accepted':
    case 'handshake-refused':
    case 'message-received':
    case 'input-broken':
    case 'output-broken':
    case 'transport-closed':
    case 'transport-interrupted':
    case 'transport-replaced':
    case 'input-ended':
    case 'disconnect-requested':
    case 'shutdown-requested':
    case 'tick':
      return unchanged(state);
  }
}

function unchanged(state: ConnectionState): Step {
  return { state, effects: [] };
}
