/** JSON hub messages that are odd, broken or too much, and what becomes of the connection. */

import type { Scene, TranscriptCase } from '../scene.ts';
import type { RawHub } from '../raw-hub.ts';

const CALL = '"type":1,"invocationId":"1","target":"EchoText","arguments":["x"]';

const RECORDS: Readonly<Record<string, string>> = {
  'an empty record': '',
  spaces: '   ',
  'no JSON': 'hello',
  'JSON cut off': '{"type":1,"invocationId":"1"',
  null: 'null',
  'an array': '[]',
  'an array of a message': `[{${CALL}}]`,
  'a number': '1',
  'a text': '"x"',
  'two objects in a record': `{${CALL}}{${CALL}}`,
  'an object and text in a record': `{${CALL}} more`,
  'a comment': `{/* */${CALL}}`,
  'a comma too many': `{${CALL},}`,
  'a byte order mark': `\ufeff{${CALL}}`,
  'spaces around a call': `\n {${CALL}}\t`,
  'no type': '{"invocationId":"1","target":"EchoText","arguments":["x"]}',
  'a type null': '{"type":null}',
  'a type in text': '{"type":"1","target":"EchoText","arguments":["x"]}',
  'a type of 1.0': '{"type":1.0,"invocationId":"1","target":"EchoText","arguments":["x"]}',
  'a type of 1.5': '{"type":1.5}',
  'a type of 2 billion and more': '{"type":4294967297}',
  'a type in capitals': '{"Type":1,"invocationId":"1","target":"EchoText","arguments":["x"]}',
  'a type twice': `{"type":6,${CALL}}`,
  'type 0': '{"type":0}',
  'type 8, an ack': '{"type":8,"sequenceId":1}',
  'type 9, a sequence': '{"type":9,"sequenceId":1}',
  'type 8 without its number': '{"type":8}',
  'type 9 with a text': '{"type":9,"sequenceId":"1"}',
  'a ping': '{"type":6}',
  'a ping with more': '{"type":6,"invocationId":"1","x":[1]}',
  'a call': `{${CALL}}`,
  'a call in another order': '{"arguments":["x"],"target":"EchoText","invocationId":"1","type":1}',
  'a call with more properties': `{${CALL},"more":{"deep":[1]}}`,
  'a call with headers': `{${CALL},"headers":{"a":"b"}}`,
  'a call with headers null': `{${CALL},"headers":null}`,
  'a call with headers of a number': `{${CALL},"headers":1}`,
  'a call with headers of numbers': `{${CALL},"headers":{"a":1}}`,
  'a call with stream ids null': `{${CALL},"streamIds":null}`,
  'a call with stream ids of a text': `{${CALL},"streamIds":"1"}`,
  'a call with stream ids of numbers': `{${CALL},"streamIds":[1]}`,
  'a call with a stream it does not have': `{${CALL},"streamIds":["s"]}`,
  'a call without a target': '{"type":1,"invocationId":"1","arguments":["x"]}',
  'a call with a target null': '{"type":1,"invocationId":"1","target":null,"arguments":["x"]}',
  'a call with a number as target': '{"type":1,"invocationId":"1","target":1,"arguments":["x"]}',
  'a call with an empty target': '{"type":1,"invocationId":"1","target":"","arguments":["x"]}',
  'a call without arguments': '{"type":1,"invocationId":"1","target":"EchoText"}',
  'a call with arguments null':
    '{"type":1,"invocationId":"1","target":"EchoText","arguments":null}',
  'a call with arguments of an object':
    '{"type":1,"invocationId":"1","target":"EchoText","arguments":{"0":"x"}}',
  'a call with an id null': '{"type":1,"invocationId":null,"target":"EchoText","arguments":["x"]}',
  'a call with a number as id': '{"type":1,"invocationId":1,"target":"EchoText","arguments":["x"]}',
  'a call with an empty id': '{"type":1,"invocationId":"","target":"EchoText","arguments":["x"]}',
  'a call with an odd id':
    '{"type":1,"invocationId":"\\u0000\\"\u2028\\ud83d\\ude00","target":"EchoText","arguments":["x"]}',
  'a call with its target twice': `{${CALL},"target":"EchoFlag"}`,
  'a call with its arguments twice': `{${CALL},"arguments":["y"]}`,
  'a call by another case': '{"type":1,"invocationId":"1","target":"eChOtExT","arguments":["x"]}',
  'a call with a result': `{${CALL},"result":1}`,
  'a call of an unknown method': '{"type":1,"invocationId":"1","target":"None","arguments":[1]}',
  'a call of a method of every hub':
    '{"type":1,"invocationId":"1","target":"ToString","arguments":[]}',
  'a call of OnConnectedAsync':
    '{"type":1,"invocationId":"1","target":"OnConnectedAsync","arguments":[]}',
  'a call of Dispose': '{"type":1,"invocationId":"1","target":"Dispose","arguments":[]}',
  'a call of __proto__': '{"type":1,"invocationId":"1","target":"__proto__","arguments":[]}',
  'a call of constructor': '{"type":1,"invocationId":"1","target":"constructor","arguments":[]}',
  'too few arguments': '{"type":1,"invocationId":"1","target":"Pair","arguments":["x"]}',
  'too many arguments': '{"type":1,"invocationId":"1","target":"Pair","arguments":["x","y","z"]}',
  'an argument of another type':
    '{"type":1,"invocationId":"1","target":"EchoInteger","arguments":["x"]}',
  'an argument of half': '{"type":1,"invocationId":"1","target":"EchoInteger","arguments":[1.5]}',
  'an argument null for a number':
    '{"type":1,"invocationId":"1","target":"EchoInteger","arguments":[null]}',
  'an argument that is no JSON':
    '{"type":1,"invocationId":"1","target":"EchoText","arguments":[undefined]}',
  'an integer that is written as 1.0':
    '{"type":1,"invocationId":"1","target":"EchoNumber","arguments":[1.0]}',
  'a number with an exponent':
    '{"type":1,"invocationId":"1","target":"EchoNumber","arguments":[1E2]}',
  'a small number': '{"type":1,"invocationId":"1","target":"EchoNumber","arguments":[1e-7]}',
  'a large number': '{"type":1,"invocationId":"1","target":"EchoNumber","arguments":[1e21]}',
  'a number below zero by nothing':
    '{"type":1,"invocationId":"1","target":"EchoNumber","arguments":[-0]}',
  'an integer of more than 53 bits':
    '{"type":1,"invocationId":"1","target":"EchoInteger","arguments":[9007199254740993]}',
  'a text with every kind of character':
    '{"type":1,"invocationId":"1","target":"EchoText","arguments":["\\u0000\\u001f\\b\\f\\n\\r\\t\\"\\\\/<>&\'+\u007f\u0080é中\u2028\u2029\ufeff\ufffd\ud83d\ude00\\ud83d\\ude00"]}',
  'half a surrogate pair':
    '{"type":1,"invocationId":"1","target":"EchoText","arguments":["\\ud83d"]}',
  'a stream call of a method that is none':
    '{"type":4,"invocationId":"1","target":"EchoText","arguments":["x"]}',
  'a stream call without an id': '{"type":4,"target":"Count","arguments":[1]}',
  'a stream call with an empty id': '{"type":4,"invocationId":"","target":"Count","arguments":[1]}',
  'a stream call of an unknown method':
    '{"type":4,"invocationId":"1","target":"None","arguments":[1]}',
  'a call of a streaming method': '{"type":1,"invocationId":"1","target":"Count","arguments":[1]}',
  'an item of an unknown stream': '{"type":2,"invocationId":"9","item":1}',
  'an item without an id': '{"type":2,"item":1}',
  'an item with an id null': '{"type":2,"invocationId":null,"item":1}',
  'an item message without an item': '{"type":2,"invocationId":"9"}',
  'a completion of an unknown id': '{"type":3,"invocationId":"9","result":1}',
  'a completion without an id': '{"type":3,"result":1}',
  'a completion with both': '{"type":3,"invocationId":"9","result":1,"error":"x"}',
  'a completion with neither': '{"type":3,"invocationId":"9"}',
  'a completion with an error of a number': '{"type":3,"invocationId":"9","error":1}',
  'a cancel of an unknown id': '{"type":5,"invocationId":"9"}',
  'a cancel without an id': '{"type":5}',
  'a cancel with an id null': '{"type":5,"invocationId":null}',
  'a cancel with a number as id': '{"type":5,"invocationId":9}',
  'a close message': '{"type":7}',
  'a close message with an error': '{"type":7,"error":"I am leaving."}',
  'a close message with an empty error': '{"type":7,"error":""}',
  'a close message that allows reconnecting': '{"type":7,"allowReconnect":true}',
  'a close message with a number as error': '{"type":7,"error":1}',
  'a close message with a text for reconnecting': '{"type":7,"allowReconnect":"yes"}',
  'nested arguments of 60 levels': nested(60),
  'nested arguments of 70 levels': nested(70),
  'nested arguments of 2000 levels': nested(2_000),
  'a nested property that is unknown': `{${CALL},"more":${'['.repeat(70)}${']'.repeat(70)}}`,
  'a __proto__ in an argument':
    '{"type":1,"invocationId":"1","target":"EchoNested","arguments":[{"__proto__":1,"name":"n","count":1,"inner":{"tags":[],"ratio":0.5},"missing":null}]}',
  'a __proto__ in headers': `{${CALL},"headers":{"__proto__":"x"}}`,
};

const UNKNOWN_TYPES: Readonly<Record<string, string>> = {
  'type 10': '{"type":10}',
  'type 99': '{"type":99,"invocationId":"1","target":"EchoText","arguments":["x"]}',
  'type -1': '{"type":-1}',
};

export const jsonMessageCases: readonly TranscriptCase[] = [
  ...['/hub', '/detailed'].flatMap((path) =>
    Object.entries({ ...RECORDS, ...UNKNOWN_TYPES }).map(([name, text]) => ({
      name: `JSON: ${name} at ${path}`,
      run: async (scene: Scene) => {
        const hub = await scene.hub(path);
        hub.sendText(text);
        if (!(await hub.settle())) {
          await recordWhatTheHubWasTold(scene, hub, path);
        }
      },
    })),
  ),
  broken('text that is no UTF-8', (hub) => {
    hub.socket.send(
      Buffer.concat([
        Buffer.from('{"type":1,"invocationId":"1","target":"EchoText","arguments":["'),
        Buffer.from([0xff, 0xc0]),
        Buffer.from('"]}\u001e'),
      ]),
    );
  }),
  broken('a message of the limit', (hub) => hub.sendText(sized(32_768))),
  broken('a message over the limit', (hub) => hub.sendText(sized(32_769))),
  broken('a message over the limit without its end', (hub) => {
    hub.socket.send('x'.repeat(32_769));
  }),
  broken('a message of megabytes', (hub) => hub.sendText(sized(3_000_000))),
  broken('a small message before one over the limit', (hub) => {
    hub.sendText(`{${CALL}}`, sized(32_769));
  }),
  broken('a message in pieces', (hub) => {
    const text = `{${CALL}}\u001e`;
    for (const byte of Buffer.from(text)) {
      hub.socket.send(Buffer.from([byte]));
    }
  }),
  broken('an end inside a message', (hub) => {
    hub.socket.send('{"type":1');
    hub.socket.sendFrame(8, Buffer.from([0x03, 0xe8]));
  }),
  broken('a socket cut inside a message', (hub) => {
    hub.socket.send('{"type":1');
    hub.socket.destroy();
  }),
  broken('a socket cut', (hub) => hub.socket.destroy()),
];

function broken(name: string, act: (hub: RawHub) => void): TranscriptCase {
  return {
    name: `JSON: ${name}`,
    run: async (scene: Scene) => {
      const hub = await scene.hub('/hub');
      act(hub);
      if (!(await hub.settle())) {
        await recordWhatTheHubWasTold(scene, hub, '/hub');
      }
    },
  };
}

/** What `onDisconnected` got, asked by another connection. */
export async function recordWhatTheHubWasTold(
  scene: Scene,
  { connectionId }: RawHub,
  path: string,
): Promise<void> {
  const other = await scene.hub(path);
  other.invoke('1', 'DisconnectError', connectionId);
  await other.receive(1);
}

function nested(levels: number): string {
  const argument = '['.repeat(levels) + ']'.repeat(levels);
  return `{"type":1,"invocationId":"1","target":"EchoList","arguments":[${argument}]}`;
}

/** A call of exactly so many bytes with its separator. */
function sized(bytes: number): string {
  const text = '{"type":1,"invocationId":"1","target":"LengthOf","arguments":[""]}';
  return text.replace('[""]', `["${'x'.repeat(bytes - text.length - 1)}"]`);
}
