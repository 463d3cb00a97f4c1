/** Calls of clients on other servers. Rules: docs/spec/signalr-redis.md, SR-60 to SR-68. */

import { JsonHubProtocol, MessagePackHubProtocol, MessageType } from '@parley/signalr-protocol';
import type { CompletionMessage, CompletionOutcome, HubProtocol } from '@parley/signalr-protocol';
import { ConnectionGoneError, HubError } from '@parley/signalr-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ManualClock } from '../../signalr-server/test/support/manual-clock.ts';
import {
  decodeCompletion,
  decodeInvocation,
  encodeCompletion,
  encodeInvocation,
} from '../src/wire/backplane-payloads.ts';
import { Farm } from './support/farm.ts';
import { RedisPeer } from './support/redis-peer.ts';
import { RedisServer } from './support/redis-server.ts';

const JSON_PROTOCOL = new JsonHubProtocol();
const MESSAGE_PACK = new MessagePackHubProtocol();
const CALL = { target: 'ask', arguments: ['what'] };

let redis: RedisServer;
beforeAll(async () => {
  redis = await RedisServer.start();
});
afterAll(() => redis[Symbol.asyncDispose]());

function completion(invocationId: string, outcome: CompletionOutcome): CompletionMessage {
  return { type: MessageType.completion, invocationId, outcome };
}

/** What another server publishes for a client of ours. */
function foreignCall(invocationId: string): Uint8Array {
  const frame = JSON_PROTOCOL.encode({ type: MessageType.invocation, invocationId, ...CALL });
  return encodeInvocation({
    excludedIds: [],
    frames: new Map([['json', frame]]),
    answer: { invocationId, returnChannel: 'elsewhere' },
  });
}

describe('asking', () => {
  test.each([
    ['json', JSON_PROTOCOL],
    ['messagepack', MESSAGE_PACK],
  ] as const)('[SR-60] a client of another server that speaks %s', async (name, protocol) => {
    await using farm = new Farm(redis);
    await using peer = await RedisPeer.connect(redis, farm.prefix);
    const [here, there] = await farm.createNodes(2);
    const far = await there.connect('1', { protocol });

    const answer = here.router.invoke('1', CALL);
    const { invocationId = '', arguments: values } = await far.hears('ask');
    there.router.receiveResult(
      far,
      completion(invocationId, { kind: 'result', result: { deep: [1, 'a', null] } }),
    );

    expect(await answer).toEqual({ deep: [1, 'a', null] });
    expect(values).toEqual(['what']);
    expect(invocationId).toHaveLength(22);
    const asked = decodeInvocation(await peer.hears(':connection:1')).answer;
    expect(asked?.invocationId).toBe(invocationId);
    expect(asked?.returnChannel).toMatch(/^Chat:internal:return:.+_[0-9a-f]{32}$/);
    const returnChannel = asked?.returnChannel.slice('Chat'.length) ?? '';
    expect(decodeCompletion(await peer.hears(returnChannel)).protocolName).toBe(name);
  });

  test('[SR-60] a client without a value to give answers nothing', async () => {
    await using farm = new Farm(redis);
    const [here, there] = await farm.createNodes(2);
    const far = await there.connect('1');

    const answer = here.router.invoke('1', CALL);
    const { invocationId = '' } = await far.hears('ask');
    there.router.receiveResult(far, completion(invocationId, { kind: 'without-result' }));

    expect(await answer).toBeUndefined();
  });

  test('[SR-61] the client’s error is thrown', async () => {
    await using farm = new Farm(redis);
    const [here, there] = await farm.createNodes(2);
    const far = await there.connect('1');

    const answer = expect(here.router.invoke('1', CALL)).rejects.toThrow(
      new HubError('I will not'),
    );
    const { invocationId = '' } = await far.hears('ask');
    there.router.receiveResult(
      far,
      completion(invocationId, { kind: 'error', error: 'I will not' }),
    );
    await answer;
  });

  test('[SR-62] a connection that nobody has', async () => {
    await using farm = new Farm(redis);
    const [here] = await farm.createNodes(1);

    await expect(here.router.invoke('1', CALL)).rejects.toThrow(
      new ConnectionGoneError("Connection '1' does not exist."),
    );
  });

  test.each(['end', 'removal'])('[SR-63] a client that is gone by its %s first', async (way) => {
    await using farm = new Farm(redis);
    await using peer = await RedisPeer.connect(redis, farm.prefix);
    const [here, there] = await farm.createNodes(2);
    const far = await there.connect('1');
    const gone = new ConnectionGoneError("Connection '1' disconnected.");

    const answers = [1, 2].map(() => expect(here.router.invoke('1', CALL)).rejects.toThrow(gone));
    await far.hearsMany(2);
    if (way === 'end') {
      await far.end();
      await expect(here.router.invoke('1', CALL)).rejects.toThrow(gone);
    } else {
      await there.router.remove(far);
    }
    await Promise.all(answers);

    const returnChannel = peer.channels.find((channel) => channel.startsWith(':internal:return:'));
    const { frame } = decodeCompletion(await peer.hears(returnChannel ?? ''));
    expect(Buffer.from(frame).toString()).toContain('"error":"Connection disconnected."');
  });

  test.each([
    [
      'the wrong text',
      (id: string) => Buffer.from(`{"type":3,"invocationId":"${id}","result":}\u001e`),
    ],
    ['half a frame', (id: string) => Buffer.from(`{"type":3,"invocationId":"${id}"`)],
    [
      'another message',
      (id: string) =>
        JSON_PROTOCOL.encode({ type: MessageType.streamItem, invocationId: id, item: 1 }),
    ],
  ])('[SR-65] %s is an error of the call', async (_name, frameFor) => {
    await using farm = new Farm(redis);
    await using peer = await RedisPeer.connect(redis, farm.prefix);
    const [here] = await farm.createNodes(1);
    const leave = await peer.occupy(':connection:1');

    const answer = expect(here.router.invoke('1', CALL)).rejects.toThrow(
      new HubError("Client result wasn't deserializable to unknown."),
    );
    const asked = decodeInvocation(await peer.hears(':connection:1')).answer;
    const payload = { protocolName: 'json', frame: frameFor(asked?.invocationId ?? '') };
    const returnChannel = asked?.returnChannel.slice('Chat'.length) ?? '';
    await peer.publish(returnChannel, encodeCompletion(payload));
    await answer;
    await leave();
  });

  test('[SR-65] so is a protocol that we do not speak, and an unknown id is nobody’s', async () => {
    await using farm = new Farm(redis);
    await using peer = await RedisPeer.connect(redis, farm.prefix);
    const [here] = await farm.createNodes(1);
    const leave = await peer.occupy(':connection:1');

    const answer = expect(here.router.invoke('1', CALL)).rejects.toThrow('deserializable');
    const asked = decodeInvocation(await peer.hears(':connection:1')).answer;
    const returnChannel = asked?.returnChannel.slice('Chat'.length) ?? '';
    const encode = (id: string, protocolName: string): Uint8Array =>
      encodeCompletion({
        protocolName,
        frame: JSON_PROTOCOL.encode(completion(id, { kind: 'result', result: 1 })),
      });
    await peer.publish(returnChannel, encode('unknown', 'json'));
    await peer.publish(returnChannel, encode(asked?.invocationId ?? '', 'xml'));
    await answer;
    await leave();
  });

  test('[SR-66] a call is given up by its signal, before and after it is sent', async () => {
    await using farm = new Farm(redis);
    const [here, there] = await farm.createNodes(2);
    const far = await there.connect('1');
    const canceled = new HubError('Invocation canceled by the server.');
    const controller = new AbortController();

    const answer = expect(
      here.router.invoke('1', { ...CALL, signal: controller.signal }),
    ).rejects.toThrow(canceled);
    const { invocationId = '' } = await far.hears('ask');
    controller.abort();
    await answer;
    there.router.receiveResult(far, completion(invocationId, { kind: 'without-result' }));
    await expect(here.router.invoke('1', { ...CALL, signal: AbortSignal.abort() })).rejects.toThrow(
      canceled,
    );
  });

  test('[SR-67] a server that is no longer there answers for no client', async () => {
    await using farm = new Farm(redis);
    await using peer = await RedisPeer.connect(redis, farm.prefix);
    const clock = new ManualClock();
    const [here] = await farm.createNodes(1, { clock });
    const leave = await peer.occupy(':connection:1');

    const answer = expect(here.router.invoke('1', CALL)).rejects.toThrow(
      new ConnectionGoneError("Connection '1' disconnected."),
    );
    await peer.hears(':connection:1');
    clock.advance(5_000);
    await here.isAnswered();
    await leave();
    clock.advance(5_000);
    await here.isAnswered();
    clock.advance(5_000);
    await answer;
  });
});

describe('being asked', () => {
  test.each([
    ['json', JSON_PROTOCOL],
    ['messagepack', MESSAGE_PACK],
  ] as const)(
    '[SR-60] a %s client’s answer is passed on in its protocol',
    async (name, protocol: HubProtocol) => {
      await using farm = new Farm(redis);
      await using peer = await RedisPeer.connect(redis, farm.prefix);
      const [node] = await farm.createNodes(1);
      const asked = await node.connect('1', { protocol });
      const frame = protocol.encode({ type: MessageType.invocation, invocationId: 'net', ...CALL });
      const call = {
        excludedIds: [],
        frames: new Map([[name, frame]]),
        answer: { invocationId: 'net', returnChannel: 'Chat:elsewhere' },
      };

      await peer.publish(':connection:1', encodeInvocation(call));
      expect(await asked.hears('ask')).toMatchObject({ invocationId: 'net', arguments: ['what'] });
      const answer = completion('net', { kind: 'result', result: 7 });
      node.router.receiveResult(asked, answer);

      expect(decodeCompletion(await peer.hears(':elsewhere'))).toEqual({
        protocolName: name,
        frame: new Uint8Array(protocol.encode(answer)),
      });
      node.router.receiveResult(asked, answer);
    },
  );

  test('[SR-64] another client cannot answer', async () => {
    await using farm = new Farm(redis);
    await using peer = await RedisPeer.connect(redis, farm.prefix);
    const [node] = await farm.createNodes(1);
    const asked = await node.connect('1');
    const other = await node.connect('2');

    await peer.publish(':connection:1', foreignCall('net'));
    await asked.hears('ask');

    expect(() => {
      node.router.receiveResult(other, completion('net', { kind: 'without-result' }));
    }).toThrow("Connection ID '2' is not valid for invocation ID 'net'.");

    node.router.receiveResult(asked, completion('net', { kind: 'without-result' }));
    expect(() => {
      node.router.receiveResult(other, completion('net', { kind: 'without-result' }));
    }).not.toThrow();
  });

  test('[SR-68] a client that never answers holds no more than a thousand calls', async () => {
    await using farm = new Farm(redis);
    await using peer = await RedisPeer.connect(redis, farm.prefix);
    const [node] = await farm.createNodes(1);
    const asked = await node.connect('1');
    const call = (id: string): Uint8Array => {
      const { frames } = decodeInvocation(foreignCall(id));
      const returnChannel = 'Chat:elsewhere';
      return encodeInvocation({
        excludedIds: [],
        frames,
        answer: { invocationId: id, returnChannel },
      });
    };

    await Promise.all(
      Array.from({ length: 1_001 }, (_, index) =>
        peer.publish(':connection:1', call(`net-${index}`)),
      ),
    );
    const { frame } = decodeCompletion(await peer.hears(':elsewhere'));

    expect(asked.heard).toHaveLength(1_000);
    expect(JSON_PROTOCOL.decode(frame, { offset: 0, maxMessageBytes: undefined })?.message).toEqual(
      completion('net-1000', {
        kind: 'error',
        error: "Connection '1' has 1000 calls to answer already.",
      }),
    );
  });
});
