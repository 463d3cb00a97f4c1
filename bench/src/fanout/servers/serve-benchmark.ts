/** What every Node server of the benchmark has beside its clients' port: the commands, and the trigger. */

import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { once } from 'node:events';
import { serveCommands } from '../control-line.ts';
import type { Stamp } from '../record.ts';
import { PacedSender } from './paced-sender.ts';
import type { ProduceRequest } from './paced-sender.ts';

/** What a program gives of its server. */
export interface ServedServer {
  /** Not yet listening. */
  readonly server: Server;
  readonly send: (stamp: Stamp) => void;
  readonly connectionCount: () => number;
}

/** First line of every server. */
export interface ServerReady {
  readonly port: number;
  readonly triggerPort: number;
  readonly runtime: string;
}

export interface ServerFigures {
  readonly connections: number;
}

export async function serveBenchmark(benchmarked: ServedServer): Promise<void> {
  const sender = new PacedSender(benchmarked.send);
  const trigger = createServer({ noDelay: true }, (socket) => {
    socket.on('data', (bytes) => {
      for (let i = 0; i < bytes.length; i += 1) sender.sendOne();
    });
    socket.on('error', () => undefined);
  });
  const ready: ServerReady = {
    port: await listen(benchmarked.server),
    triggerPort: await listen(trigger),
    runtime: `Node ${process.version}`,
  };
  serveCommands(ready, {
    produce: (request: ProduceRequest) => sender.produce(request),
    figures: (): ServerFigures => ({ connections: benchmarked.connectionCount() }),
    /** Twice: what the first round finds finished, the second takes away. */
    collectGarbage() {
      globalThis.gc?.();
      globalThis.gc?.();
    },
  });
}

async function listen(server: Server): Promise<number> {
  // The queue of connections that wait to be accepted, as long as the system allows.
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
