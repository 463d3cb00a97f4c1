/** WebSockets as frames: opcodes, fragments, closes, and what is no frame at all. */

import type { RawWebSocket } from '../raw-web-socket.ts';
import type { Scene, TranscriptCase } from '../scene.ts';
import { clientFrame, Opcode } from '../web-socket-frames.ts';

const HANDSHAKE = '{"protocol":"json","version":1}\u001e';
const CALL = '{"type":1,"invocationId":"1","target":"EchoText","arguments":["x"]}\u001e';

export const webSocketCases: readonly TranscriptCase[] = [
  withSocket('a socket without negotiate', async (socket, scene) => {
    socket.send(HANDSHAKE + CALL);
    await record(socket, scene, 2);
  }),
  withSocket('binary frames for JSON', async (socket, scene) => {
    socket.send(Buffer.from(HANDSHAKE));
    socket.send(Buffer.from(CALL));
    await record(socket, scene, 2);
  }),
  withSocket('text frames for MessagePack', async (socket, scene) => {
    socket.send('{"protocol":"messagepack","version":1}\u001e');
    await record(socket, scene, 1);
    socket.sendFrame(Opcode.text, Buffer.from([2, 0x91, 6]));
    socket.sendFrame(Opcode.close, Buffer.from([0x03, 0xe8]));
    await record(socket, scene, 1);
  }),
  withSocket('fragments', async (socket, scene) => {
    socket.sendFrame(Opcode.text, Buffer.from(HANDSHAKE.slice(0, 9)), false);
    socket.sendFrame(Opcode.continuation, Buffer.from(HANDSHAKE.slice(9) + CALL.slice(0, 9)));
    socket.send(CALL.slice(9));
    await record(socket, scene, 2);
  }),
  withSocket('a protocol ping', async (socket, scene) => {
    socket.send(HANDSHAKE);
    socket.sendFrame(Opcode.ping, Buffer.from('are you there'));
    socket.send(CALL);
    await record(socket, scene, 2);
  }),
  withSocket('an empty close', async (socket, scene) => {
    socket.send(HANDSHAKE);
    await record(socket, scene, 1);
    socket.sendFrame(Opcode.close, Buffer.alloc(0));
    await record(socket, scene, 1);
  }),
  withSocket('a close before the handshake', async (socket, scene) => {
    socket.sendFrame(Opcode.close, Buffer.from([0x03, 0xe8]));
    await record(socket, scene, 1);
  }),
  ...[1000, 1001, 1008, 1011, 3000, 4999].map((code) =>
    withSocket(`a close with ${code}`, async (socket, scene) => {
      socket.send(HANDSHAKE);
      await record(socket, scene, 1);
      socket.sendFrame(
        Opcode.close,
        Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from('bye')]),
      );
      await record(socket, scene, 1);
    }),
  ),
  withSocket('a frame without a mask', async (socket, scene) => {
    socket.send(HANDSHAKE);
    await record(socket, scene, 1);
    socket.sendBytes(Buffer.from([0x81, 0x01, 0x78]));
    await record(socket, scene, 1);
  }),
  withSocket('a frame with a reserved bit', async (socket, scene) => {
    socket.send(HANDSHAKE);
    await record(socket, scene, 1);
    socket.sendBytes(clientFrame(0x40 | Opcode.text, Buffer.from(CALL)));
    await record(socket, scene, 1);
  }),
  withSocket('a frame of an unknown kind', async (socket, scene) => {
    socket.send(HANDSHAKE);
    await record(socket, scene, 1);
    socket.sendFrame(3, Buffer.from(CALL));
    await record(socket, scene, 1);
  }),
  offer('a sub-protocol is asked for', { 'sec-websocket-protocol': 'soap, json' }),
  offer('compression is offered', { 'sec-websocket-extensions': 'permessage-deflate' }),
  offer('another version', { 'sec-websocket-version': '8' }),
  offer('no key', { 'sec-websocket-key': '' }),
  offer('a bad key', { 'sec-websocket-key': 'short' }),
  offer('an allowed origin', { origin: 'http://allowed.example' }),
  offer('another origin', { origin: 'http://other.example' }),
  offer('an event stream too', { accept: 'text/event-stream' }),
];

function withSocket(
  name: string,
  run: (socket: RawWebSocket, scene: Scene) => Promise<void>,
): TranscriptCase {
  return {
    name,
    run: async (scene) => {
      const socket = await scene.socket('/hub');
      if (socket !== undefined) {
        await run(socket, scene);
      }
    },
  };
}

function offer(name: string, headers: Record<string, string>): TranscriptCase {
  return {
    name: `upgrade with ${name}`,
    run: async (scene) => void (await scene.socket('/hub', headers)),
  };
}

/** Records so many records of JSON, or the end; what a frame holds of them makes no difference. */
async function record(socket: RawWebSocket, scene: Scene, count: number): Promise<void> {
  for (let recorded = 0; recorded < count;) {
    const event = await socket.next(1_500);
    if (event.kind !== 'message') {
      scene.record(event.kind === 'close' ? `close ${event.code} ${event.reason}` : event.kind);
      return;
    }
    const records = event.data.toString('utf8').split('\u001e').slice(0, -1);
    for (const text of records.filter((candidate) => candidate !== '{"type":6}')) {
      scene.record(`${event.isText ? 'text' : 'binary'} ${text}`);
      recorded += 1;
    }
  }
}
