/** `ws` as one uses it without a thought: every message stringified and sent for every client. */

import { createServer } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';
import { EVENT, RECORD_SEPARATOR, recordArguments } from '../record.ts';
import { serveBenchmark } from './serve-benchmark.ts';

const server = createServer();
const webSockets = new WebSocketServer({ server, perMessageDeflate: false });

await serveBenchmark({
  server,
  send: (stamp) => {
    const message = { type: 1, target: EVENT, arguments: recordArguments(stamp, 'signalr') };
    for (const client of webSockets.clients) {
      if (client.readyState === WebSocket.OPEN) {
        client.send(JSON.stringify(message) + RECORD_SEPARATOR);
      }
    }
  },
  connectionCount: () => webSockets.clients.size,
});
