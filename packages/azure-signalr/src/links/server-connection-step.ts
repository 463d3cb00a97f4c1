/**
 * The life of a server connection as a pure function: handshake, signs of life, refusal, end.
 *
 * Rules: docs/spec/azure-signalr.md, AZ-42 to AZ-50. `now` is in the clock's milliseconds.
 */

import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import type { PingMessage, ServiceMessage } from '@parley/azure-signalr-protocol';
import { AzureSignalRError } from '../errors.ts';
import type {
  OpenState,
  ServerConnectionEffect,
  ServerConnectionInput,
  ServerConnectionState,
  ServerConnectionStep,
} from './server-connection-state.ts';
import { readPing } from './service-ping.ts';

/** Includes what it takes to get a token from elsewhere. */
const CONNECT_TIMEOUT_MS = 30_000;
const HANDSHAKE_TIMEOUT_MS = 15_000;
const SILENCE_TIMEOUT_MS = 30_000;
const PING_INTERVAL_MS = 5_000;
/** A new connection may send again, once the quota of another day has begun for instance. */
const REFUSAL_LASTS_MS = 60_000;

const NORMAL_CLOSURE = 1000;
const PROTOCOL_ERROR = 1002;

export function initialState(now: number): ServerConnectionState {
  return { kind: 'connecting', deadline: now + CONNECT_TIMEOUT_MS };
}

/** What the connection becomes when something happens to it, and what is to be done about it. */
export function step(
  state: ServerConnectionState,
  input: ServerConnectionInput,
  now: number,
): ServerConnectionStep {
  if (state.kind === 'closed') {
    return unchanged(state);
  }
  switch (input.kind) {
    case 'socket-opened':
      return state.kind === 'connecting' ? shakeHands(now) : unchanged(state);
    case 'bytes-received':
      return state.kind === 'open' ? hearService(state, now) : unchanged(state);
    case 'message-received':
      return state.kind === 'open'
        ? receive(state, input.message, now)
        : receiveAnswer(input.message, now);
    case 'input-broken': {
      const text = 'The service broke the protocol.';
      const error = unavailable(text, input.error);
      return end(error, input.error.consequence.closeStatus);
    }
    case 'socket-closed':
      return ended(input.error);
    case 'close-requested':
      return end(undefined, NORMAL_CLOSURE);
    case 'tick':
      return tick(state, now);
  }
}

function shakeHands(now: number): ServerConnectionStep {
  return {
    state: { kind: 'handshaking', deadline: now + HANDSHAKE_TIMEOUT_MS },
    effects: [{ kind: 'send-handshake' }],
  };
}

/** The service is told that we live when it shows that it does. */
function hearService(state: OpenState, now: number): ServerConnectionStep {
  const isPingDue = now - state.lastPingAt > PING_INTERVAL_MS;
  return {
    state: { ...state, lastReceivedAt: now, lastPingAt: isPingDue ? now : state.lastPingAt },
    effects: isPingDue ? [{ kind: 'send-ping' }] : [],
  };
}

function receiveAnswer(message: ServiceMessage, now: number): ServerConnectionStep {
  if (message.type !== ServiceMessageType.handshakeResponse) {
    return end(unavailable('The service did not answer the handshake first.'), PROTOCOL_ERROR);
  }
  if (message.errorMessage !== undefined && message.errorMessage !== '') {
    const text = `The service refused the handshake: ${message.errorMessage}`;
    return end(unavailable(text), NORMAL_CLOSURE);
  }
  return {
    state: { kind: 'open', lastReceivedAt: now, lastPingAt: now, refusal: undefined },
    effects: [{ kind: 'announce-open' }],
  };
}

function receive(state: OpenState, message: ServiceMessage, now: number): ServerConnectionStep {
  if (message.type === ServiceMessageType.ping) {
    return { state, effects: pingEffects(message) };
  }
  if (message.type === ServiceMessageType.serviceError) {
    const reason = message.errorMessage;
    return {
      state: { ...state, refusal: reason, refusedAt: state.refusedAt ?? now },
      effects: [{ kind: 'announce-refusal', reason }],
    };
  }
  return { state, effects: [{ kind: 'deliver', message }] };
}

function pingEffects(ping: PingMessage): readonly ServerConnectionEffect[] {
  if (ping.values.length === 0) {
    return [];
  }
  return readPing(ping).wantsEcho
    ? [
        { kind: 'return-ping', ping },
        { kind: 'deliver', message: ping },
      ]
    : [{ kind: 'deliver', message: ping }];
}

function tick(
  state: Exclude<ServerConnectionState, { kind: 'closed' }>,
  now: number,
): ServerConnectionStep {
  switch (state.kind) {
    case 'connecting':
      return now >= state.deadline
        ? end(unavailable('The service could not be reached in time.'), NORMAL_CLOSURE)
        : unchanged(state);
    case 'handshaking':
      return now >= state.deadline
        ? end(unavailable('The service did not answer the handshake in time.'), NORMAL_CLOSURE)
        : unchanged(state);
    case 'open':
      return tickOpen(state, now);
  }
}

function tickOpen(state: OpenState, now: number): ServerConnectionStep {
  if (now - state.lastReceivedAt >= SILENCE_TIMEOUT_MS) {
    return end(unavailable('The service was silent for too long.'), NORMAL_CLOSURE);
  }
  if (state.refusedAt !== undefined && now - state.refusedAt >= REFUSAL_LASTS_MS) {
    const text = 'The service takes no more messages on this connection: it is asked on another.';
    return end(new AzureSignalRError('service-refused', text), NORMAL_CLOSURE);
  }
  return unchanged(state);
}

function end(error: AzureSignalRError | undefined, status: number): ServerConnectionStep {
  const { state, effects } = ended(error);
  return { state, effects: [{ kind: 'close-socket', status }, ...effects] };
}

function ended(error: AzureSignalRError | undefined): ServerConnectionStep {
  return { state: { kind: 'closed' }, effects: [{ kind: 'announce-end', error }] };
}

function unavailable(text: string, cause?: Error): AzureSignalRError {
  return new AzureSignalRError('service-unavailable', text, cause && { cause });
}

function unchanged(state: ServerConnectionState): ServerConnectionStep {
  return { state, effects: [] };
}
