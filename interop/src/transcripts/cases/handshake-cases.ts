/** Handshakes, as they should be and otherwise; each where errors are detailed and where not. */

import type { Scene, TranscriptCase } from '../scene.ts';

const REQUESTS: Readonly<Record<string, string>> = {
  'of version 1': '{"protocol":"json","version":1}',
  'of version 2': '{"protocol":"json","version":2}',
  'of version 0': '{"protocol":"json","version":0}',
  'of version 3': '{"protocol":"json","version":3}',
  'of version -1': '{"protocol":"json","version":-1}',
  'of version 1.5': '{"protocol":"json","version":1.5}',
  'of a huge version': '{"protocol":"json","version":4294967296}',
  'with its version as text': '{"protocol":"json","version":"1"}',
  'with a version null': '{"protocol":"json","version":null}',
  'of an unknown protocol': '{"protocol":"soap","version":1}',
  'of a protocol in capitals': '{"protocol":"JSON","version":1}',
  'of an empty protocol': '{"protocol":"","version":1}',
  'with a protocol null': '{"protocol":null,"version":1}',
  'with a number as protocol': '{"protocol":1,"version":1}',
  'without a protocol': '{"version":1}',
  'without a version': '{"protocol":"json"}',
  'of nothing': '{}',
  'of an empty record': '',
  'of an array': '[]',
  'of null': 'null',
  'of a number': '1',
  'that is no JSON': 'protocol=json',
  'that is cut off': '{"protocol":"json"',
  'with more properties': '{"x":{"y":[1]},"protocol":"json","version":1,"z":null}',
  'with a property twice': '{"protocol":"soap","protocol":"json","version":9,"version":1}',
  'with names in another case': '{"Protocol":"json","Version":1}',
  'with text behind it': '{"protocol":"json","version":1} and more',
  'with another object behind it': '{"protocol":"json","version":1}{"protocol":"soap"}',
  'with spaces around it': ' \n{"protocol" : "json" , "version" : 1 } ',
  'with a comment': '{"protocol":"json",/* */"version":1}',
  'with a comma too many': '{"protocol":"json","version":1,}',
  'with a byte order mark': '\ufeff{"protocol":"json","version":1}',
  'that is a ping': '{"type":6}',
};

export const handshakeCases: readonly TranscriptCase[] = [
  ...['/hub', '/detailed'].flatMap((path) =>
    Object.entries(REQUESTS).map(([name, request]) => ({
      name: `handshake ${name} at ${path}`,
      run: async (scene: Scene) => {
        const hub = await scene.quietHub(path);
        hub.sendText(request);
        await hub.receive(1);
        await hub.settle();
      },
    })),
  ),
  {
    name: 'handshake that is too large',
    run: async (scene: Scene) => {
      const hub = await scene.quietHub('/hub');
      hub.socket.send('x'.repeat(33_000));
      await hub.receiveToEnd();
    },
  },
  {
    name: 'handshake that never comes',
    run: async (scene: Scene) => {
      const hub = await scene.quietHub('/brisk');
      await hub.receiveToEnd();
      await hub.receiveToEnd();
    },
  },
  {
    name: 'handshake and calls in one',
    run: async (scene: Scene) => {
      const hub = await scene.quietHub('/hub');
      hub.sendText(
        '{"protocol":"json","version":1}',
        '{"type":1,"invocationId":"1","target":"EchoText","arguments":["at once"]}',
      );
      await hub.receive(2);
    },
  },
  {
    name: 'a hub that takes nobody',
    run: async (scene: Scene) => {
      const hub = await scene.hub('/refusing');
      await hub.receiveToEnd();
    },
  },
  {
    name: 'handshake of version 2 for MessagePack',
    run: async (scene: Scene) => {
      const hub = await scene.quietHub('/hub', 'messagepack');
      hub.shakeHands(2);
      await hub.receive(1);
      await hub.settle();
    },
  },
] satisfies readonly TranscriptCase[];
