/**
 * What a client says until its connection is open, written by hand: the upgrade to a WebSocket, and after it the
 * handshake of SignalR, that of engine.io and socket.io, or none.
 */

import type { RecordFormat } from '../record.ts';
import { encodeClientFrame } from './client-frame.ts';

export type ServerKind = 'signalr' | 'socket.io' | 'plain';

export const RECORD_FORMATS: Readonly<Record<ServerKind, RecordFormat>> = {
  signalr: 'signalr',
  'socket.io': 'socket.io',
  plain: 'signalr',
};

const PATHS: Readonly<Record<ServerKind, string>> = {
  signalr: '/hub',
  'socket.io': '/socket.io/?EIO=4&transport=websocket',
  plain: '/',
};

/** The client's next line, `open` when there is nothing left to say, `undefined` while the server's is incomplete. */
export type NextLine = Buffer | 'open' | undefined;

export function upgradeRequest(kind: ServerKind, port: number): Buffer {
  return Buffer.from(
    [
      `GET ${PATHS[kind]} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      '\r\n',
    ].join('\r\n'),
  );
}

/** The length of the answer to the upgrade, once it is whole. @throws {Error} when it is a refusal. */
export function upgradeAnswerLength(received: Buffer): number | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end === -1) {
    return undefined;
  }
  if (!received.toString('latin1', 0, 12).startsWith('HTTP/1.1 101')) {
    throw new Error(`The upgrade was refused: ${received.toString('latin1', 0, end)}`);
  }
  return end + 4;
}

/** What the client says first after the upgrade. */
export const FIRST_LINES: Readonly<Record<ServerKind, NextLine>> = {
  signalr: encodeClientFrame('{"protocol":"json","version":1}\u001e'),
  'socket.io': undefined,
  plain: 'open',
};

/** `payload` is all that the server said in frames so far. @throws {Error} when it refuses. */
export function nextLine(kind: ServerKind, payload: string, hasSaidAll: boolean): NextLine {
  switch (kind) {
    case 'plain':
      return 'open';
    case 'signalr':
      if (payload.includes('"error"')) {
        throw new Error(`The handshake was refused: ${payload}`);
      }
      return payload === '{}\u001e' ? 'open' : undefined;
    case 'socket.io':
      if (!hasSaidAll) {
        return payload.endsWith('}') ? encodeClientFrame('40') : undefined;
      }
      return /\}40\{.*\}$/.test(payload) ? 'open' : undefined;
  }
}
