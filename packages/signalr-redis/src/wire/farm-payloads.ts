/**
 * What Node servers ask each other beyond ASP.NET Core's backplane, on channels of their own.
 *
 * Rules: docs/spec/signalr-redis.md, SR-50 to SR-56.
 */

import { Encoder } from '@msgpack/msgpack';
import { ProtocolError } from '@parley/signalr-protocol';
import type { MessagePackReader } from '@parley/signalr-protocol';
import type { ConnectionQuery, DisconnectNotice } from '@parley/signalr-server';
import { openPayload, readText } from './payload-reading.ts';

const ENCODER = new Encoder();

export type FarmQuestion =
  | { readonly kind: 'find'; readonly query: ConnectionQuery }
  | { readonly kind: 'groups-of'; readonly connectionId: string }
  | {
      readonly kind: 'disconnect';
      readonly connectionId: string;
      readonly notice: DisconnectNotice;
    };

export interface FarmQuery {
  readonly id: number;
  /** Who waits for the replies. */
  readonly serverName: string;
  /** A server that finds more than this says so and sends no more. */
  readonly maxItems: number;
  readonly question: FarmQuestion;
}

/** One piece of one server's answer. */
export interface FarmReply {
  readonly id: number;
  readonly isLast: boolean;
  /** The connection that was asked for is on this server. */
  readonly isFound: boolean;
  /** Groups, or connection ids each followed by its user id. */
  readonly items: readonly (string | null)[];
}

export function encodeFarmQuery({ id, serverName, maxItems, question }: FarmQuery): Uint8Array {
  return ENCODER.encode([id, serverName, maxItems, ...questionItems(question)]);
}

/** @throws {ProtocolError} `malformed-message` */
export function decodeFarmQuery(payload: Uint8Array): FarmQuery {
  const { reader } = openPayload(payload, { name: 'Query', minItems: 7 });
  return {
    id: reader.readInteger('id', 'Int32'),
    serverName: readText(reader, 'serverName'),
    maxItems: reader.readInteger('maxItems', 'Int32'),
    question: readQuestion(reader),
  };
}

export function encodeFarmReply({ id, isLast, isFound, items }: FarmReply): Uint8Array {
  return ENCODER.encode([id, isLast, isFound, items]);
}

/** @throws {ProtocolError} `malformed-message` */
export function decodeFarmReply(payload: Uint8Array): FarmReply {
  const { reader } = openPayload(payload, { name: 'Reply', minItems: 4 });
  const id = reader.readInteger('id', 'Int32');
  const isLast = reader.readBoolean('isLast');
  const isFound = reader.readBoolean('isFound');
  const items: (string | null)[] = [];
  for (let left = reader.readArrayLength('items'); left > 0; left -= 1) {
    items.push(reader.readString('item'));
  }
  return { id, isLast, isFound, items };
}

function questionItems(question: FarmQuestion): readonly unknown[] {
  switch (question.kind) {
    case 'find':
      return [`find-${question.query.of}`, queryKey(question.query), null, false];
    case 'groups-of':
      return ['groups-of', question.connectionId, null, false];
    case 'disconnect': {
      const { reason = null, allowReconnect = false } = question.notice;
      return ['disconnect', question.connectionId, reason, allowReconnect];
    }
  }
}

function queryKey(query: ConnectionQuery): string {
  switch (query.of) {
    case 'all':
      return '';
    case 'group':
      return query.name;
    case 'user':
    case 'connection':
      return query.id;
  }
}

function readQuestion(reader: MessagePackReader): FarmQuestion {
  const kind = readText(reader, 'kind');
  const key = readText(reader, 'key');
  const reason = reader.readString('reason');
  const allowReconnect = reader.readBoolean('allowReconnect');

  switch (kind) {
    case 'find-all':
      return { kind: 'find', query: { of: 'all' } };
    case 'find-group':
      return { kind: 'find', query: { of: 'group', name: key } };
    case 'find-user':
      return { kind: 'find', query: { of: 'user', id: key } };
    case 'find-connection':
      return { kind: 'find', query: { of: 'connection', id: key } };
    case 'groups-of':
      return { kind, connectionId: key };
    case 'disconnect':
      return {
        kind,
        connectionId: key,
        notice: {
          ...(reason === null ? undefined : { reason }),
          ...(allowReconnect ? { allowReconnect } : undefined),
        },
      };
    default:
      throw new ProtocolError('malformed-message', `There is no query '${kind}'.`);
  }
}
