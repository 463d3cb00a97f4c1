/** Stateful reconnect by hand: what each side says when a socket takes the place of another. */

import { exchange } from '../http-exchange.ts';
import { RawHub } from '../raw-hub.ts';
import { openWebSocket } from '../raw-web-socket.ts';
import type { Scene, TranscriptCase } from '../scene.ts';

const NEGOTIATE = '/stateful/negotiate?negotiateVersion=1&useStatefulReconnect=true';
const SECOND_CALL = { type: 1, invocationId: 'b', target: 'EchoText', arguments: ['second'] };

export const statefulCases: readonly TranscriptCase[] = [
  stateful('is replayed what it did not acknowledge', async (session) => {
    const first = await session.begin();
    first.invoke('a', 'EchoText', 'first');
    await first.receive(1);
    first.socket.destroy();
    const second = await session.open();
    second.send({ type: 9, sequenceId: 1 });
    second.invoke('a', 'EchoText', 'first');
    second.send(SECOND_CALL);
    await second.receive(3);
    await second.settle();
  }),
  stateful('is replayed nothing that it acknowledged', async (session) => {
    const first = await session.begin();
    first.invoke('a', 'EchoText', 'first');
    await first.receive(1);
    first.send({ type: 8, sequenceId: 1 });
    await first.settle();
    first.socket.destroy();
    const second = await session.open();
    second.send({ type: 9, sequenceId: 3 }, SECOND_CALL);
    await second.receive(3);
  }),
  stateful('is not heard before its sequence', async (session) => {
    const first = await session.begin();
    first.socket.destroy();
    const second = await session.open();
    second.invoke('a', 'EchoText', 'too early');
    second.send({ type: 9, sequenceId: 1 }, SECOND_CALL);
    await second.receive(2);
  }),
  stateful('claims more than it sent', async (session) => {
    const first = await session.begin();
    first.socket.destroy();
    const second = await session.open();
    second.send({ type: 9, sequenceId: 9 });
    await second.receiveToEnd();
  }),
  stateful('comes back while its first socket is open', async (session) => {
    const first = await session.begin();
    const second = await session.open();
    second.send({ type: 9, sequenceId: 1 }, SECOND_CALL);
    await second.receive(2);
    await first.receiveToEnd();
  }),
  stateful('left and comes back', async (session) => {
    const first = await session.begin();
    first.send({ type: 7 });
    await first.receiveToEnd();
    await session.refused();
  }),
  stateful('was sent away and comes back', async (session) => {
    const first = await session.begin();
    first.invoke('a', 'Abort');
    await first.receiveToEnd();
    await session.refused();
  }),
  stateful('speaks version 1', async (session) => {
    const first = await session.begin(1);
    await first.settle();
    first.sendText('{"type":9,"sequenceId":7}');
    await first.settle();
  }),
  stateful('takes another transport the second time', async (session) => {
    const first = await session.begin();
    first.socket.destroy();
    await session.poll();
  }),
];

/** One logical connection and its sockets. */
class StatefulSession {
  readonly #scene: Scene;
  readonly #path: string;
  readonly #connectionId: string;

  constructor(scene: Scene, { path, connectionId }: { path: string; connectionId: string }) {
    this.#scene = scene;
    this.#path = path;
    this.#connectionId = connectionId;
  }

  async begin(version = 2): Promise<RawHub> {
    const hub = await this.open();
    hub.shakeHands(version);
    await hub.receive(1);
    return hub;
  }

  async open(): Promise<RawHub> {
    const opening = await openWebSocket(new URL(this.#path, this.#scene.baseUrl));
    if (opening.kind === 'refused') {
      throw new Error(`refused with ${opening.response.statusCode}`);
    }
    return new RawHub({
      socket: opening.socket,
      protocol: 'json',
      connectionId: this.#connectionId,
      record: (text) => this.#scene.record(text),
    });
  }

  async refused(): Promise<void> {
    await this.#scene.socket(this.#path);
  }

  async poll(): Promise<void> {
    await this.#scene.http({ method: 'GET', path: this.#path });
  }
}

function stateful(name: string, run: (session: StatefulSession) => Promise<void>): TranscriptCase {
  return {
    name: `stateful: a client ${name}`,
    run: async (scene) => {
      const { body } = await exchange(scene.baseUrl, { method: 'POST', path: NEGOTIATE });
      const answer = JSON.parse(body.toString()) as {
        connectionId: string;
        connectionToken: string;
      };
      const path = `/stateful?id=${answer.connectionToken}`;
      await run(new StatefulSession(scene, { path, connectionId: answer.connectionId }));
    },
  };
}
