/** Random messages of every type, in the form in which they are read: what is empty and optional is absent. */

import fc from 'fast-check';
import type { ServiceMessage } from '../../src/service-message.ts';
import { ServiceMessageType as Type } from '../../src/service-message-type.ts';

/** Short and longer, in ASCII and beyond. The longest heads have tests of their own. */
const text = fc.oneof(
  { weight: 8, arbitrary: fc.string({ maxLength: 12, unit: 'grapheme' }) },
  fc.nat({ max: 300 }).map((length) => 'é'.repeat(length)),
  fc.constantFrom(31, 32, 255, 256).map((length) => 'x'.repeat(length)),
);
const someText = text.filter((candidate) => candidate !== '');
const texts = fc.array(text, { maxLength: 20 });
const someTexts = fc.array(text, { minLength: 1, maxLength: 4 });
const bytes = fc.oneof(
  { weight: 8, arbitrary: fc.uint8Array({ maxLength: 40 }) },
  fc.constantFrom(255, 256).map((length) => new Uint8Array(length)),
);
const int32 = fc.oneof(
  fc.integer(),
  fc.integer({ min: -200, max: 300 }),
  fc.constantFrom(-0x8000_0000, -0x8001, -0x8000, -0x81, -0x80, -0x21, -0x20, -1, 0, 0x7f, 0x80),
  fc.constantFrom(0xff, 0x100, 0xffff, 0x1_0000, 0x7fff_ffff),
);
const tracingId = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.constantFrom(0n, 0xffn, 0x100n, 0xffff_ffffn, 0x1_0000_0000n, 2n ** 64n - 1n),
);

// `__proto__` is refused by the reader that the bytes are shown to.
const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,11}$/);
const headers = fc.uniqueArray(fc.tuple(name, fc.array(text, { maxLength: 3 })), {
  selector: ([key]) => key,
  maxLength: 17,
});
const payloads = fc
  .uniqueArray(fc.tuple(name, bytes), { selector: ([key]) => key, maxLength: 3 })
  .map((entries) => new Map(entries));
const claims = fc.array(fc.record({ type: name, value: text }, { noNullPrototype: true }), {
  maxLength: 17,
});

type Arbitraries = Readonly<Record<string, fc.Arbitrary<unknown>>>;

/** A message with all of `required` and any of `optional`. */
function messages(
  type: ServiceMessage['type'],
  required: Arbitraries,
  optional: Arbitraries = {},
): fc.Arbitrary<ServiceMessage> {
  const model: Arbitraries = { type: fc.constant(type), ...required, ...optional };
  return fc.record(model, {
    requiredKeys: ['type', ...Object.keys(required)],
    noNullPrototype: true,
  }) as fc.Arbitrary<unknown> as fc.Arbitrary<ServiceMessage>;
}

const TRACED = { tracingId };
const MULTICAST = { tracingId, filter: text };
const IDS = { invocationId: text, connectionId: text, callerServerId: text };
const CLOSING = { reason: text, tracingId };

export const MESSAGES_BY_TYPE: Readonly<
  Record<ServiceMessage['type'], fc.Arbitrary<ServiceMessage>>
> = {
  [Type.handshakeRequest]: messages(
    Type.handshakeRequest,
    { version: int32, connectionType: int32, migrationLevel: int32 },
    { target: someText, allowStatefulReconnects: fc.constant(true) },
  ),
  [Type.handshakeResponse]: messages(
    Type.handshakeResponse,
    {},
    { errorMessage: someText, connectionId: text },
  ),
  [Type.ping]: messages(Type.ping, { values: texts }),
  [Type.openConnection]: messages(
    Type.openConnection,
    {
      connectionId: text,
      claims,
      headers: headers.map((entries) => new Map(entries)),
      queryString: text,
    },
    { tracingId, protocol: text },
  ),
  [Type.closeConnection]: messages(
    Type.closeConnection,
    { connectionId: text },
    {
      errorMessage: someText,
      headers: headers.filter((entries) => entries.length > 0).map((entries) => new Map(entries)),
      tracingId,
    },
  ),
  [Type.connectionData]: messages(
    Type.connectionData,
    { connectionId: text, payload: bytes },
    {
      tracingId,
      dataMessageType: int32.filter((value) => value !== 0),
      isPartial: fc.constant(true),
    },
  ),
  [Type.multiConnectionData]: messages(
    Type.multiConnectionData,
    { connectionIds: texts, payloads },
    MULTICAST,
  ),
  [Type.userData]: messages(Type.userData, { userId: text, payloads }, MULTICAST),
  [Type.multiUserData]: messages(Type.multiUserData, { userIds: texts, payloads }, MULTICAST),
  [Type.broadcastData]: messages(
    Type.broadcastData,
    { payloads },
    { excludedConnectionIds: someTexts, ...MULTICAST },
  ),
  [Type.joinGroup]: messages(Type.joinGroup, { connectionId: text, groupName: text }, TRACED),
  [Type.leaveGroup]: messages(
    Type.leaveGroup,
    { connectionId: text },
    { groupName: text, tracingId },
  ),
  [Type.groupBroadcastData]: messages(
    Type.groupBroadcastData,
    { groupName: text, payloads },
    {
      excludedConnectionIds: someTexts,
      excludedUserIds: someTexts,
      callerUserId: text,
      ...MULTICAST,
    },
  ),
  [Type.multiGroupBroadcastData]: messages(
    Type.multiGroupBroadcastData,
    { groupNames: texts, payloads },
    MULTICAST,
  ),
  [Type.serviceError]: messages(Type.serviceError, { errorMessage: text }),
  [Type.userJoinGroup]: messages(
    Type.userJoinGroup,
    { userId: text, groupName: text },
    { ttlSeconds: int32, tracingId },
  ),
  [Type.userLeaveGroup]: messages(
    Type.userLeaveGroup,
    { userId: text },
    { groupName: text, tracingId },
  ),
  [Type.joinGroupWithAck]: messages(
    Type.joinGroupWithAck,
    { connectionId: text, groupName: text, ackId: int32 },
    TRACED,
  ),
  [Type.leaveGroupWithAck]: messages(
    Type.leaveGroupWithAck,
    { connectionId: text, ackId: int32 },
    { groupName: text, tracingId },
  ),
  [Type.ack]: messages(
    Type.ack,
    { ackId: int32, status: int32 },
    { message: someText, payload: bytes },
  ),
  [Type.checkUserInGroupWithAck]: messages(
    Type.checkUserInGroupWithAck,
    { userId: text, groupName: text, ackId: int32 },
    TRACED,
  ),
  [Type.serviceEvent]: messages(
    Type.serviceEvent,
    { objectType: int32, kind: int32 },
    { id: text, message: someText },
  ),
  [Type.checkGroupExistenceWithAck]: messages(
    Type.checkGroupExistenceWithAck,
    { groupName: text, ackId: int32 },
    TRACED,
  ),
  [Type.checkConnectionExistenceWithAck]: messages(
    Type.checkConnectionExistenceWithAck,
    { connectionId: text, ackId: int32 },
    TRACED,
  ),
  [Type.checkUserExistenceWithAck]: messages(
    Type.checkUserExistenceWithAck,
    { userId: text, ackId: int32 },
    TRACED,
  ),
  [Type.userJoinGroupWithAck]: messages(
    Type.userJoinGroupWithAck,
    { userId: text, groupName: text, ackId: int32 },
    { ttlSeconds: int32, tracingId },
  ),
  [Type.userLeaveGroupWithAck]: messages(
    Type.userLeaveGroupWithAck,
    { userId: text, ackId: int32 },
    { groupName: text, tracingId },
  ),
  [Type.accessKeyRequest]: messages(Type.accessKeyRequest, {}, { token: text, kid: text }),
  [Type.accessKeyResponse]: messages(
    Type.accessKeyResponse,
    {},
    { kid: text, accessKey: text, errorType: text, errorMessage: text },
  ),
  [Type.closeConnectionWithAck]: messages(
    Type.closeConnectionWithAck,
    { connectionId: text, ackId: int32 },
    CLOSING,
  ),
  [Type.closeConnectionsWithAck]: messages(
    Type.closeConnectionsWithAck,
    { ackId: int32 },
    { excludedConnectionIds: someTexts, ...CLOSING },
  ),
  [Type.closeUserConnectionsWithAck]: messages(
    Type.closeUserConnectionsWithAck,
    { userId: text, ackId: int32 },
    { excludedConnectionIds: someTexts, ...CLOSING },
  ),
  [Type.closeGroupConnectionsWithAck]: messages(
    Type.closeGroupConnectionsWithAck,
    { groupName: text, ackId: int32 },
    { excludedConnectionIds: someTexts, ...CLOSING },
  ),
  [Type.clientInvocation]: messages(Type.clientInvocation, { ...IDS, payloads }, TRACED),
  [Type.clientCompletion]: messages(
    Type.clientCompletion,
    { ...IDS, payload: bytes },
    { protocol: text, tracingId },
  ),
  [Type.errorCompletion]: messages(Type.errorCompletion, { ...IDS, error: text }, TRACED),
  [Type.serviceMapping]: messages(Type.serviceMapping, {
    invocationId: text,
    connectionId: text,
    instanceId: text,
  }),
  [Type.connectionReconnect]: messages(Type.connectionReconnect, { connectionId: text }),
  [Type.connectionFlowControl]: messages(Type.connectionFlowControl, {
    connectionId: text,
    connectionType: int32,
    operation: int32,
  }),
  [Type.groupMemberQuery]: messages(
    Type.groupMemberQuery,
    { groupName: text, ackId: int32 },
    { top: int32, continuationToken: text, tracingId },
  ),
};

export const anyServiceMessage: fc.Arbitrary<ServiceMessage> = fc.oneof(
  ...Object.values(MESSAGES_BY_TYPE),
);
