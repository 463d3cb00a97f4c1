/** Calls that clients answer: who is asked by which message, and what becomes of it. */

import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import type { ClientInvocationMessage } from '@parley/azure-signalr-protocol';
import { MessageType } from '@parley/signalr-protocol';
import type { CompletionOutcome, HubProtocol } from '@parley/signalr-protocol';
import { ConnectionGoneError, HubError } from '@parley/signalr-server';
import { describe, expect, test } from 'vitest';
import { ScriptedLink } from '../support/scripted-link.ts';
import { JSON_PROTOCOL, MESSAGE_PACK, ScriptedRouter } from '../support/scripted-router.ts';

const CALL = { target: 'why', arguments: [1] };
const RESULT = { kind: 'result', result: 'because' } as const;
const DECODE = { offset: 0, maxMessageBytes: undefined };

/** What the link was sent last. */
function lastInvocation(link: ScriptedLink): ClientInvocationMessage {
  const message = link.sent.at(-1)?.message;
  if (message?.type !== ServiceMessageType.clientInvocation) {
    throw new TypeError('That is no client invocation.');
  }
  return message;
}

function completionBytes(
  invocationId: string,
  outcome: CompletionOutcome,
  protocol: HubProtocol = JSON_PROTOCOL,
): Uint8Array {
  return protocol.encode({ type: MessageType.completion, invocationId, outcome });
}

describe('a client of this server', () => {
  test.each([
    ['json', JSON_PROTOCOL],
    ['messagepack', MESSAGE_PACK],
  ] as const)('[AZ-130] [AZ-131] is asked in %s', async (name, protocol) => {
    const scripted = new ScriptedRouter();
    const { router, link } = scripted;
    const client = await scripted.connect('c1', { protocol });
    const answer = router.invoke('c1', CALL);

    const { message, lane } = link.sent[0] ?? {};
    expect(lane).toEqual({ of: 'server' });
    expect(message).toMatchObject({
      type: ServiceMessageType.multiConnectionData,
      connectionIds: ['c1'],
    });
    const { payloads } = message as { payloads: ReadonlyMap<string, Uint8Array> };
    expect([...payloads.keys()]).toEqual([name]);
    const sent = protocol.decode(payloads.get(name) ?? new Uint8Array(0), DECODE)?.message;
    expect(sent).toMatchObject({ type: MessageType.invocation, ...CALL });
    const { invocationId = '' } = sent as { invocationId?: string };
    expect(Buffer.from(invocationId, 'base64url')).toHaveLength(16);

    router.receiveResult(client, {
      type: MessageType.completion,
      invocationId,
      outcome: RESULT,
    });
    expect(await answer).toBe('because');
    expect(link.sent).toHaveLength(1);
  });

  test('[AZ-131] [AZ-110] after what the same call has sent', async () => {
    const scripted = new ScriptedRouter();
    const { router, link } = scripted;
    const client = await scripted.connect('c1');
    await scripted.connect('c2');
    const answer = router.invoke('c1', { ...CALL, callerId: 'c2' });
    const outcome = Promise.allSettled([answer]);

    expect(link.sent[0]?.lane).toEqual({ of: 'client', connectionId: 'c2' });
    await scripted.disconnect(client);
    expect((await outcome)[0]).toMatchObject({ reason: { name: 'ConnectionGoneError' } });
  });

  test('[AZ-131] that the service has closed already', async () => {
    const scripted = new ScriptedRouter();
    await scripted.connect('c1');
    scripted.link.carried.clear();

    await expect(scripted.router.invoke('c1', CALL)).rejects.toThrow(
      "Connection 'c1' disconnected.",
    );
  });
});

describe('a client of another server', () => {
  test.each([
    ['json', JSON_PROTOCOL],
    ['messagepack', MESSAGE_PACK],
  ] as const)('[AZ-132] answers in %s', async (name, protocol) => {
    const { router, link } = new ScriptedRouter();
    const answer = router.invoke('c1', CALL);
    const { message, lane } = link.sent[0] ?? {};
    const { invocationId, payloads } = lastInvocation(link);
    const sent = { type: MessageType.invocation, invocationId, ...CALL } as const;

    expect(lane).toEqual({ of: 'server' });
    expect(message).toMatchObject({ connectionId: 'c1', callerServerId: 'server-1' });
    expect(payloads).toEqual(
      new Map([
        ['json', JSON_PROTOCOL.encode(sent)],
        ['messagepack', MESSAGE_PACK.encode(sent)],
      ]),
    );
    router.receive(
      {
        type: ServiceMessageType.clientCompletion,
        invocationId,
        connectionId: 'c1',
        callerServerId: 'server-1',
        protocol: name,
        payload: completionBytes(invocationId, RESULT, protocol),
      },
      link,
    );
    expect(await answer).toBe('because');
  });

  test('[AZ-132] answers with an error', async () => {
    const { router, link } = new ScriptedRouter();
    const outcome = Promise.allSettled([router.invoke('c1', CALL)]);
    const { invocationId } = lastInvocation(link);
    const payload = completionBytes(invocationId, { kind: 'error', error: 'I will not' });
    const address = { invocationId, connectionId: 'c1', callerServerId: 'server-1' };
    const type = ServiceMessageType.clientCompletion;
    router.receive({ type, ...address, protocol: 'json', payload }, link);

    const [{ reason }] = (await outcome) as [PromiseRejectedResult];
    expect(reason).toBeInstanceOf(HubError);
    expect(reason).toMatchObject({ message: 'I will not' });
  });

  test.each([
    ['of an unknown protocol', { protocol: 'blazorpack', payload: completionBytes('x', RESULT) }],
    ['of no protocol', { payload: completionBytes('x', RESULT) }],
    ['that is none', { protocol: 'json', payload: new TextEncoder().encode('{"type":6}\u001e') }],
    ['that is cut', { protocol: 'json', payload: new TextEncoder().encode('{"type":3') }],
    ['that is broken', { protocol: 'messagepack', payload: new Uint8Array([2, 0xc1, 0xc1]) }],
  ])('[AZ-132] an answer %s', async (_, answer) => {
    const { router, link } = new ScriptedRouter();
    const outcome = Promise.allSettled([router.invoke('c1', CALL)]);
    const { invocationId } = lastInvocation(link);
    const address = { invocationId, connectionId: 'c1', callerServerId: 'server-1' };
    router.receive({ type: ServiceMessageType.clientCompletion, ...address, ...answer }, link);

    expect((await outcome)[0]).toMatchObject({
      reason: { name: 'HubError', message: "Client result wasn't deserializable to unknown." },
    });
  });

  const failing = (
    links: readonly ScriptedLink[] = [new ScriptedLink()],
  ): {
    readonly scripted: ScriptedRouter;
    readonly reason: Promise<unknown>;
    readonly address: { invocationId: string; connectionId: string; callerServerId: string };
  } => {
    const scripted = new ScriptedRouter({ links });
    const reason = scripted.router.invoke('c1', CALL).catch((error: unknown) => error);
    const { invocationId } = lastInvocation(scripted.link);
    return {
      scripted,
      reason,
      address: { invocationId, connectionId: 'c1', callerServerId: 'server-1' },
    };
  };
  const ERROR = { type: ServiceMessageType.errorCompletion, error: 'whatever' } as const;

  test('[AZ-133] that no endpoint has', async () => {
    const links = [new ScriptedLink('a'), new ScriptedLink('b')];
    const [first, second] = links as [ScriptedLink, ScriptedLink];
    const { scripted, reason, address } = failing(links);
    scripted.router.receive({ ...ERROR, ...address }, first);
    scripted.router.receive({ ...ERROR, ...address }, first);
    scripted.router.receive({ ...ERROR, ...address, invocationId: 'another' }, second);
    scripted.router.receive({ ...ERROR, ...address }, second);

    expect(await reason).toBeInstanceOf(ConnectionGoneError);
    expect(await reason).toMatchObject({ message: "Connection 'c1' does not exist." });
  });

  test('[AZ-133] that has ended', async () => {
    const links = [new ScriptedLink('a'), new ScriptedLink('b')];
    const { scripted, reason, address } = failing(links);
    const [first] = links as [ScriptedLink, ScriptedLink];
    const { invocationId, connectionId } = address;
    scripted.router.receive(
      {
        type: ServiceMessageType.serviceMapping,
        invocationId,
        connectionId,
        instanceId: 'i1',
      },
      first,
    );
    scripted.router.receive({ ...ERROR, ...address }, first);

    expect(await reason).toBeInstanceOf(ConnectionGoneError);
    expect(await reason).toMatchObject({ message: "Connection 'c1' disconnected." });
  });

  test.each([['i1'], ['']])('[AZ-134] whose instance %j goes', async (gone) => {
    const { scripted, reason, address } = failing();
    const { router, link } = scripted;
    const { invocationId, connectionId } = address;
    const type = ServiceMessageType.serviceMapping;
    router.instanceGone('i1', link);
    router.receive({ type, invocationId, connectionId, instanceId: 'i1' }, link);
    router.instanceGone('i2', link);
    router.instanceGone('i1', new ScriptedLink('another'));
    router.receive({ type, invocationId: 'unknown', connectionId, instanceId: 'i1' }, link);
    router.instanceGone(gone, link);

    expect(await reason).toMatchObject({ message: "Connection 'c1' disconnected." });
  });

  test('[AZ-134] that was asked over an endpoint that is lost', async () => {
    const links = [new ScriptedLink('a'), new ScriptedLink('b')];
    const { scripted, reason } = failing(links);
    const [first, second] = links as [ScriptedLink, ScriptedLink];
    scripted.router.lost(first);
    scripted.router.lost(second);

    expect(await reason).toMatchObject({ code: 'service-unavailable' });
  });

  test('[AZ-134] that is behind the endpoint that is lost', async () => {
    const links = [new ScriptedLink('a'), new ScriptedLink('b')];
    const { scripted, reason, address } = failing(links);
    const [first] = links as [ScriptedLink, ScriptedLink];
    const { invocationId, connectionId } = address;
    const type = ServiceMessageType.serviceMapping;
    scripted.router.receive({ type, invocationId, connectionId, instanceId: 'i' }, first);
    scripted.router.lost(first);

    expect(await reason).toMatchObject({ code: 'service-unavailable' });
  });

  test('[AZ-108] that cannot be asked', async () => {
    const { router, link } = new ScriptedRouter();
    link.failure = new Error('full');

    await expect(router.invoke('c1', CALL)).rejects.toBe(link.failure);
  });

  test('[AZ-135] is given up', async () => {
    const { router, link, logger } = new ScriptedRouter();
    const controller = new AbortController();
    const answer = router.invoke('c1', { ...CALL, signal: controller.signal });
    const { invocationId } = lastInvocation(link);
    controller.abort();
    await expect(answer).rejects.toThrow('Invocation canceled by the server.');

    const address = { invocationId, connectionId: 'c1', callerServerId: 'server-1' };
    const payload = completionBytes(invocationId, RESULT);
    const type = ServiceMessageType.clientCompletion;
    router.receive({ type, ...address, protocol: 'json', payload }, link);
    router.receive({ ...ERROR, ...address }, link);
    expect(logger.lines).toEqual([]);
  });

  test('[AZ-135] [SH-108] is asked a thousand things and no more', async () => {
    const { router, link } = new ScriptedRouter();
    const waiting = Array.from({ length: 1_000 }, () => router.invoke('c1', CALL));
    const outcomes = Promise.allSettled(waiting);

    await expect(router.invoke('c1', CALL)).rejects.toThrow(RangeError);
    expect(link.sent).toHaveLength(1_000);
    await router.close();
    await outcomes;
  });
});

describe('a call of another server', () => {
  const call = (invocationId: string, connectionId = 'c1'): ClientInvocationMessage => ({
    type: ServiceMessageType.clientInvocation,
    invocationId,
    connectionId,
    callerServerId: 'server-2',
    payloads: new Map([['json', new Uint8Array(0)]]),
  });
  const answer = (
    invocationId: string,
  ): Parameters<ScriptedRouter['router']['receiveResult']>[1] => ({
    type: MessageType.completion,
    invocationId,
    outcome: RESULT,
  });

  test.each([
    ['json', JSON_PROTOCOL],
    ['messagepack', MESSAGE_PACK],
  ] as const)('[AZ-138] is answered in %s', async (name, protocol) => {
    const scripted = new ScriptedRouter();
    const { router, link } = scripted;
    const client = await scripted.connect('c1', { protocol });
    router.receive(call('theirs'), link);
    expect(link.sent).toEqual([]);
    router.receiveResult(client, answer('theirs'));
    router.receiveResult(client, answer('theirs'));

    expect(link.sent).toEqual([
      {
        message: {
          type: ServiceMessageType.clientCompletion,
          invocationId: 'theirs',
          connectionId: 'c1',
          callerServerId: 'server-2',
          protocol: name,
          payload: protocol.encode(answer('theirs')),
        },
        lane: { of: 'client', connectionId: 'c1' },
      },
    ]);
  });

  test('[AZ-139] is not answered by anybody else', async () => {
    const scripted = new ScriptedRouter();
    const { router, link } = scripted;
    const client = await scripted.connect('c1');
    const other = await scripted.connect('c2');
    router.receive(call('theirs'), link);

    expect(() => router.receiveResult(other, answer('theirs'))).toThrow(
      "Connection ID 'c2' is not valid for invocation ID 'theirs'.",
    );
    router.receiveResult(other, answer('nobody asked'));
    expect(link.sent).toEqual([]);
    router.receiveResult(client, answer('theirs'));
    expect(link.sent).toHaveLength(1);
  });

  test('[AZ-140] waits with at most a thousand others', async () => {
    const scripted = new ScriptedRouter();
    const { router, link } = scripted;
    const client = await scripted.connect('c1');
    for (let index = 0; index < 1_001; index += 1) {
      router.receive(call(`call-${index}`), link);
    }
    const text = "Connection 'c1' has 1000 calls to answer already.";
    const outcome = { kind: 'error', error: text } as const;
    expect(link.take().map(({ message }) => message)).toEqual([
      {
        type: ServiceMessageType.clientCompletion,
        invocationId: 'call-1000',
        connectionId: 'c1',
        callerServerId: 'server-2',
        protocol: 'json',
        payload: completionBytes('call-1000', outcome),
      },
    ]);
    router.receiveResult(client, answer('call-1000'));
    expect(link.take()).toEqual([]);
    router.receiveResult(client, answer('call-0'));
    router.receive(call('again'), link);
    expect(link.take()).toHaveLength(1);
  });

  test('[AZ-141] to a client that is not here', async () => {
    const { router, link } = new ScriptedRouter();
    router.receive(call('theirs', 'gone'), link);

    expect(link.sent).toEqual([
      {
        message: {
          type: ServiceMessageType.errorCompletion,
          invocationId: 'theirs',
          connectionId: 'gone',
          callerServerId: 'server-2',
          error: "Connection 'gone' does not exist.",
        },
        lane: { of: 'server' },
      },
    ]);
  });

  test('[AZ-142] is forgotten at the end of the client', async () => {
    const scripted = new ScriptedRouter();
    const { router, link } = scripted;
    const client = await scripted.connect('c1');
    router.receive(call('theirs'), link);
    await scripted.disconnect(client);
    const again = await scripted.connect('c1');
    router.receiveResult(again, answer('theirs'));

    expect(link.sent).toEqual([]);
  });

  test('[AZ-141] what cannot be answered is logged and costs nothing else', async () => {
    const { router, link, logger } = new ScriptedRouter();
    link.failure = new Error('full');
    router.receive(call('theirs', 'gone'), link);

    expect(logger.texts('warn')).toEqual(['What another server asked was not answered']);
  });
});
