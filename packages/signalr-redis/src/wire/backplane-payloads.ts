/**
 * What servers of a farm send each other, byte for byte as ASP.NET Core's StackExchangeRedis
 * backplane does. Rules: docs/spec/signalr-redis.md, SR-3 to SR-9.
 */

import { Encoder } from '@msgpack/msgpack';
import { ProtocolError } from '@parley/signalr-protocol';
import type { MessagePackReader } from '@parley/signalr-protocol';
import { openPayload, readText } from './payload-reading.ts';

const ENCODER = new Encoder();

/** A hub message for the connections behind a channel. */
export interface BackplaneInvocation {
  /** Connections that do not get it. */
  readonly excludedIds: readonly string[];
  /** Whole frames by the names of their protocols. */
  readonly frames: ReadonlyMap<string, Uint8Array>;
  /** Set where the client's answer is wanted. */
  readonly answer: AnswerAddress | undefined;
}

export interface AnswerAddress {
  readonly invocationId: string;
  /** The channel that waits for the answer, without the channel prefix. */
  readonly returnChannel: string;
}

export type GroupAction = 'add' | 'remove';

/** Changes a group of a connection on whatever server it is. */
export interface GroupCommand {
  /** 32 bits; its acknowledgement names it. */
  readonly id: number;
  /** Who waits for the acknowledgement. */
  readonly serverName: string;
  readonly action: GroupAction;
  readonly group: string;
  readonly connectionId: string;
}

/** What a client answered, in the protocol that it speaks. */
export interface BackplaneCompletion {
  readonly protocolName: string;
  readonly frame: Uint8Array;
}

const ACTION_NUMBERS = { add: 1, remove: 2 } as const satisfies Record<GroupAction, number>;

export function encodeInvocation(invocation: BackplaneInvocation): Uint8Array {
  const { excludedIds, frames, answer } = invocation;
  const required = [excludedIds, Object.fromEntries(frames)];
  return ENCODER.encode(
    answer === undefined ? required : [...required, answer.invocationId, answer.returnChannel],
  );
}

/**
 * The frames are copies.
 *
 * @throws {ProtocolError} `malformed-message`
 */
export function decodeInvocation(payload: Uint8Array): BackplaneInvocation {
  const { reader, items } = openPayload(payload, { name: 'Invocation', minItems: 2 });
  const excludedIds = readExcludedIds(reader);
  const frames = readFrames(reader);
  return { excludedIds, frames, answer: items > 3 ? readAnswerAddress(reader) : undefined };
}

export function encodeGroupCommand(command: GroupCommand): Uint8Array {
  const { id, serverName, action, group, connectionId } = command;
  return ENCODER.encode([id, serverName, ACTION_NUMBERS[action], group, connectionId]);
}

/** @throws {ProtocolError} `malformed-message` */
export function decodeGroupCommand(payload: Uint8Array): GroupCommand {
  const { reader } = openPayload(payload, { name: 'GroupCommand', minItems: 5 });
  return {
    id: reader.readInteger('id', 'Int32'),
    serverName: readText(reader, 'serverName'),
    action: readAction(reader),
    group: readText(reader, 'group'),
    connectionId: readText(reader, 'connectionId'),
  };
}

export function encodeAck(id: number): Uint8Array {
  return ENCODER.encode([id]);
}

/** @throws {ProtocolError} `malformed-message` */
export function decodeAck(payload: Uint8Array): number {
  const { reader } = openPayload(payload, { name: 'Ack', minItems: 1 });
  return reader.readInteger('id', 'Int32');
}

export function encodeCompletion({ protocolName, frame }: BackplaneCompletion): Uint8Array {
  return ENCODER.encode([protocolName, frame]);
}

/**
 * The frame is a view into the payload.
 *
 * @throws {ProtocolError} `malformed-message`
 */
export function decodeCompletion(payload: Uint8Array): BackplaneCompletion {
  const { reader } = openPayload(payload, { name: 'CompletionMessage', minItems: 2 });
  return {
    protocolName: readText(reader, 'protocolName'),
    frame: reader.readBinary('frame') ?? new Uint8Array(),
  };
}

function readExcludedIds(reader: MessagePackReader): readonly string[] {
  const ids: string[] = [];
  for (let left = reader.readArrayLength('excludedIds'); left > 0; left -= 1) {
    ids.push(readText(reader, 'excludedId'));
  }
  return ids;
}

function readFrames(reader: MessagePackReader): ReadonlyMap<string, Uint8Array> {
  const frames = new Map<string, Uint8Array>();
  for (let left = reader.readMapLength('frames'); left > 0; left -= 1) {
    const protocolName = readText(reader, 'protocolName');
    // A copy: a client that is behind holds the frame, and a view would hold what Redis sent with it.
    frames.set(protocolName, new Uint8Array(reader.readBinary('frame') ?? []));
  }
  return frames;
}

/** Both or nothing: ASP.NET Core takes an empty id as none. */
function readAnswerAddress(reader: MessagePackReader): AnswerAddress | undefined {
  const invocationId = reader.readString('invocationId');
  const returnChannel = reader.readString('returnChannel');
  return invocationId && returnChannel ? { invocationId, returnChannel } : undefined;
}

function readAction(reader: MessagePackReader): GroupAction {
  switch (reader.readInteger('action', 'Int32')) {
    case ACTION_NUMBERS.add:
      return 'add';
    case ACTION_NUMBERS.remove:
      return 'remove';
    default:
      throw new ProtocolError('malformed-message', "Reading 'action' as GroupAction failed.");
  }
}
