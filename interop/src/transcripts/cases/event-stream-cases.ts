/** Server-sent events as bytes: the head, the events, the end. */

import type { IncomingMessage } from 'node:http';
import { ask, comparedHeaders } from '../http-exchange.ts';
import type { Scene, TranscriptCase } from '../scene.ts';

export const eventStreamCases: readonly TranscriptCase[] = [
  {
    name: 'events of calls',
    run: async (scene) => {
      const stream = await opened(scene);
      await stream.post('{"protocol":"json","version":1}');
      await stream.receive(1);
      await stream.post('{"type":1,"invocationId":"1","target":"EchoText","arguments":["hello"]}');
      await stream.receive(1);
      await stream.post('{"type":1,"invocationId":"2","target":"EchoText","arguments":["a\\nb"]}');
      await stream.receive(1);
      await stream.post('{"type":1,"target":"Abort","arguments":[]}');
      await stream.receiveToEnd();
    },
  },
  {
    name: 'MessagePack over events',
    run: async (scene) => {
      const stream = await opened(scene);
      await stream.post('{"protocol":"messagepack","version":1}');
      await stream.receiveToEnd();
    },
  },
  {
    name: 'a refused handshake over events',
    run: async (scene) => {
      const stream = await opened(scene);
      await stream.post('{"protocol":"json","version":9}');
      await stream.receiveToEnd();
    },
  },
  {
    name: 'the event stream is closed by its client',
    run: async (scene) => {
      const stream = await opened(scene);
      await stream.post('{"protocol":"json","version":1}');
      await stream.receive(1);
      stream.close();
      const other = await scene.hub('/hub');
      other.invoke('1', 'DisconnectError', stream.connectionId);
      await other.receive(1);
      await stream.post('{"type":6}');
    },
  },
];

async function opened(scene: Scene): Promise<EventStream> {
  const { token, connectionId } = await scene.negotiate('/hub');
  const path = `/hub?id=${token}`;
  const headers = { accept: 'text/event-stream' };
  const response = await ask(scene.baseUrl, { method: 'GET', path, headers });
  scene.record(`event stream → ${response.statusCode} ${comparedHeaders(response)}`);
  const stream = new EventStream(scene, { response, path, connectionId });
  await stream.receiveLine();
  return stream;
}

interface EventStreamOptions {
  readonly response: IncomingMessage;
  readonly path: string;
  readonly connectionId: string;
}

class EventStream {
  readonly connectionId: string;
  readonly #scene: Scene;
  readonly #response: IncomingMessage;
  readonly #path: string;
  readonly #chunks: AsyncIterator<Buffer>;
  #text = '';

  constructor(scene: Scene, { response, path, connectionId }: EventStreamOptions) {
    this.connectionId = connectionId;
    this.#scene = scene;
    this.#response = response;
    this.#path = path;
    this.#chunks = response[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  async post(record: string): Promise<void> {
    await this.#scene.http({ method: 'POST', path: this.#path, body: `${record}\u001e` });
  }

  /** The comment that opens the stream. */
  async receiveLine(): Promise<void> {
    await this.#takeUpTo('\r\n');
  }

  async receive(count: number): Promise<void> {
    for (let received = 0; received < count; received += 1) {
      await this.#takeUpTo('\r\n\r\n');
    }
  }

  async receiveToEnd(): Promise<void> {
    while (await this.#takeUpTo('\r\n\r\n')) {
      // Each turn records one event.
    }
  }

  close(): void {
    this.#response.destroy();
  }

  async #takeUpTo(mark: string): Promise<boolean> {
    for (;;) {
      const end = this.#text.indexOf(mark);
      if (end !== -1) {
        this.#scene.record(`event ${JSON.stringify(this.#text.slice(0, end + mark.length))}`);
        this.#text = this.#text.slice(end + mark.length);
        return true;
      }
      const { done, value } = await this.#chunks.next();
      if (done === true) {
        this.#scene.record(`the stream ended ${JSON.stringify(this.#text)}`);
        return false;
      }
      this.#text += value.toString('utf8');
    }
  }
}
