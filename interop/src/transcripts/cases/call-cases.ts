/** Calls and streams in both protocols, as they should be and otherwise. */

import type { WireProtocol } from '../hub-records.ts';
import type { RawHub } from '../raw-hub.ts';
import type { Scene, TranscriptCase } from '../scene.ts';

type Script = (hub: RawHub, scene: Scene) => Promise<unknown>;

/** A message of each type in the protocol at hand. */
interface Messages {
  readonly item: (id: string, item: unknown) => object;
  readonly completion: (id: string, error?: string) => object;
  readonly cancel: (id: string) => object;
  readonly call: (type: 1 | 4, id: string | null, target: string, more: CallParts) => object;
}

interface CallParts {
  readonly parameters?: readonly unknown[];
  readonly streams: readonly string[];
}

const JSON_MESSAGES: Messages = {
  item: (invocationId, item) => ({ type: 2, invocationId, item }),
  completion: (invocationId, error) => ({ type: 3, invocationId, error }),
  cancel: (invocationId) => ({ type: 5, invocationId }),
  call: (type, id, target, { parameters = [], streams }) => ({
    type,
    ...(id === null ? {} : { invocationId: id }),
    target,
    arguments: parameters,
    streamIds: streams,
  }),
};

const MESSAGEPACK_MESSAGES: Messages = {
  item: (id, item) => [2, {}, id, item],
  completion: (id, error) => (error === undefined ? [3, {}, id, 2] : [3, {}, id, 1, error]),
  cancel: (id) => [5, {}, id],
  call: (type, id, target, { parameters = [], streams }) => [
    type,
    {},
    id,
    target,
    parameters,
    streams,
  ],
};

function scripts(messages: Messages): Readonly<Record<string, Script>> {
  const { item, completion, cancel, call } = messages;
  return {
    'results of every kind': async (hub) => {
      hub.invoke('a', 'EchoText', 'x');
      hub.invoke('b', 'EchoText', null);
      hub.invoke('c', 'EchoInteger', -5);
      hub.invoke('d', 'EchoNumber', 0.5);
      hub.invoke('e', 'EchoFlag', true);
      hub.invoke('f', 'EchoList', [1, 2, 300]);
      hub.invoke('g', 'Nothing');
      hub.invoke('h', 'Pair', 'x', 'y');
      await hub.settle();
    },
    'errors of every kind': async (hub) => {
      hub.invoke('a', 'ThrowReadable');
      hub.invoke('b', 'ThrowHidden');
      hub.invoke('c', 'None');
      hub.invoke('d', 'EchoText');
      hub.stream('e', 'CountThenFail', 1);
      await hub.receive(6);
      hub.stream('f', 'CountThenFailReadably', 1);
      await hub.receive(2);
      hub.stream('g', 'FailBeforeStream', 1);
      await hub.receive(1);
      await hub.settle();
    },
    'a stream': async (hub) => {
      hub.stream('a', 'Count', 3);
      await hub.receive(4);
      hub.stream('a', 'Count', 0);
      await hub.receive(1);
    },
    'a stream call that does not bind': async (hub) => {
      hub.stream('a', 'Count');
      hub.stream('b', 'Count', 'x');
      hub.stream('c', 'Count', 1, 2);
      await hub.settle();
    },
    'a stream that is cancelled': async (hub) => {
      hub.stream('a', 'OneThenWait', hub.connectionId);
      await hub.receive(1);
      hub.send(cancel('a'));
      await hub.receive(1);
      hub.send(cancel('a'));
      await hub.settle();
    },
    'two streams of one id': async (hub) => {
      hub.stream('a', 'OneThenWait', hub.connectionId);
      await hub.receive(1);
      hub.stream('a', 'Count', 2);
      await hub.receive(1);
      hub.invoke('a', 'EchoText', 'the same id');
      await hub.receive(1);
      hub.send(cancel('a'));
      await hub.receive(1);
      await hub.settle();
    },
    'two calls of one id': async (hub) => {
      hub.invoke('a', 'EchoText', 'first');
      hub.invoke('a', 'EchoText', 'second');
      await hub.settle();
    },
    'a call behind one that waits': async (hub, scene) => {
      const other = await scene.hub('/hub');
      hub.invoke('a', 'Hold', hub.connectionId);
      hub.invoke('b', 'EchoText', 'behind');
      other.invoke('1', 'UntilHeld', hub.connectionId);
      await other.receive(1);
      other.invoke('2', 'Release', hub.connectionId);
      await other.receive(1);
      await hub.receive(2);
    },
    'a cancel of an ordinary call': async (hub, scene) => {
      const name = `${hub.connectionId} of another`;
      const parallel = await scene.hub('/parallel');
      parallel.invoke('a', 'HoldUntilCancelled', name);
      hub.invoke('1', 'UntilHeld', name);
      await hub.receive(1);
      parallel.send(JSON_MESSAGES.cancel('a'));
      await parallel.settle();
      hub.invoke('2', 'Release', name);
      await hub.receive(1);
      await parallel.receive(1);
    },
    'calls beside each other': async (hub, scene) => {
      const name = `${hub.connectionId} of another`;
      const parallel = await scene.hub('/parallel');
      parallel.invoke('a', 'Hold', name);
      parallel.invoke('b', 'EchoText', 'not behind');
      await parallel.receive(1);
      hub.invoke('1', 'Release', name);
      await hub.receive(1);
      await parallel.receive(1);
    },
    'a stream from the client': async (hub) => {
      hub.send(call(1, 'a', 'Sum', { streams: ['s'] }));
      hub.send(item('s', 20), item('s', 22), completion('s'));
      await hub.receive(1);
      hub.send(item('s', 1), completion('s'));
      await hub.settle();
    },
    'a stream from the client that fails': async (hub) => {
      hub.send(call(1, 'a', 'Sum', { streams: ['s'] }));
      hub.send(item('s', 20), completion('s', 'Broken.'));
      await hub.receive(1);
      await hub.settle();
    },
    'a stream from the client of another type': async (hub) => {
      hub.send(call(1, 'a', 'Sum', { streams: ['s'] }));
      hub.send(item('s', 'x'), completion('s'));
      await hub.receive(1);
      await hub.settle();
    },
    'a stream from the client that is read no further': async (hub) => {
      hub.send(call(1, 'a', 'FirstOf', { streams: ['s'] }));
      hub.send(item('s', 1));
      await hub.receive(1);
      hub.send(...Array.from({ length: 30 }, (_, index) => item('s', index)), completion('s'));
      await hub.settle();
    },
    'streams both ways': async (hub) => {
      hub.send(call(4, 'a', 'Doubled', { streams: ['s'] }));
      hub.send(item('s', 1));
      await hub.receive(1);
      hub.send(item('s', 2));
      await hub.receive(1);
      hub.send(completion('s'));
      await hub.receive(1);
    },
    'a stream from the client that was not asked for': async (hub) => {
      hub.send(call(1, 'a', 'EchoText', { parameters: ['x'], streams: ['s'] }));
      hub.send(item('s', 1), completion('s'));
      await hub.settle();
    },
    'a stream from the client that is missing': async (hub) => {
      hub.send(call(1, 'a', 'Sum', { streams: [] }));
      await hub.receive(1);
      await hub.settle();
    },
    'one stream for two calls': async (hub) => {
      hub.send(call(1, 'a', 'Sum', { streams: ['s'] }));
      hub.send(item('s', 1));
      hub.send(call(1, 'b', 'Sum', { streams: ['s'] }));
      await hub.receive(1);
      hub.send(completion('s'));
      await hub.receive(1);
      await hub.settle();
    },
    'calls without an id': async (hub) => {
      hub.send(call(1, null, 'EchoText', { parameters: ['x'], streams: [] }));
      hub.send(call(1, null, 'ThrowHidden', { streams: [] }));
      hub.send(call(1, null, 'None', { streams: [] }));
      hub.send(call(1, null, 'EchoText', { streams: [] }));
      await hub.settle();
    },
    'messages to oneself': async (hub) => {
      hub.invoke('a', 'SendCaller', 'x');
      hub.invoke('b', 'SendTo', hub.connectionId, 'y');
      hub.invoke('c', 'SendToMany', [hub.connectionId, 'nobody'], 'z');
      hub.invoke('d', 'Join', hub.connectionId);
      hub.invoke('e', 'SendGroup', hub.connectionId, 'to the group');
      hub.invoke('f', 'SendGroups', [hub.connectionId, hub.connectionId], 'twice');
      await hub.settle();
    },
    'empty names': async (hub) => {
      hub.invoke('g', 'SendGroups', [''], 'to no group');
      hub.invoke('h', 'SendGroup', '', 'to no group');
      hub.invoke('i', 'Join', '');
      hub.invoke('j', 'SendUser', '', 'to no user');
      hub.invoke('k', 'SendTo', '', 'to no connection');
      hub.invoke('l', 'JoinOther', 'nobody', 'x');
      await hub.settle();
    },
    'an abort': async (hub) => {
      hub.invoke('a', 'Abort');
      await hub.receiveToEnd();
    },
    'a method for users': async (hub, scene) => {
      hub.invoke('a', 'ForUsers');
      await hub.receive(1);
      const alice = await scene.hub('/hub', 'json', 'alice');
      alice.invoke('a', 'ForUsers');
      await alice.receive(1);
    },
    'a result from the client': async (hub, scene) => {
      const asking = await scene.hub('/hub');
      asking.invoke('1', 'Ask', hub.connectionId, 'why?');
      await hub.receive(1);
      await hub.settle();
    },
    'a result from nobody': async (hub) => {
      hub.invoke('a', 'Ask', 'nobody', 'why?');
      await hub.receive(1);
    },
    'a result from a client that leaves': async (hub, scene) => {
      const asking = await scene.hub('/detailed');
      const asked = await scene.hub('/detailed');
      asking.invoke('1', 'Ask', asked.connectionId, 'why?');
      await asked.receive(1);
      asked.socket.destroy();
      await asking.receive(1);
      await hub.settle();
    },
  };
}

export const callCases: readonly TranscriptCase[] = (['json', 'messagepack'] as const).flatMap(
  (protocol) => ['/hub', '/detailed'].flatMap((path) => casesOf(protocol, path)),
);

function casesOf(protocol: WireProtocol, path: string): readonly TranscriptCase[] {
  const messages = protocol === 'json' ? JSON_MESSAGES : MESSAGEPACK_MESSAGES;
  return Object.entries(scripts(messages)).map(([name, script]) => ({
    name: `${protocol}: ${name} at ${path}`,
    run: async (scene) => {
      await script(await scene.hub(path, protocol), scene);
    },
  }));
}
