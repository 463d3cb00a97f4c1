/** A server of the farm in a process of its own, which a test kills. Runs the built packages. */

import { createServer } from 'node:http';
import { createRedisRouter } from '@parley/signalr-redis';
import { createSignalRServer } from '@parley/signalr-server';

const [url, channelPrefix] = process.argv.slice(2);
const createRouter = createRedisRouter({ url, channelPrefix });
const signalR = createSignalRServer({ createRouter });
signalR.mapHub(
  '/hub',
  {
    methods: {},
    onConnected: ({ connection, groups }) => groups.add(connection.connectionId, 'everybody'),
  },
  { name: 'Room' },
);
await createRouter.connected();

const http = createServer();
signalR.attach(http);
http.listen(0, '127.0.0.1', () => {
  process.send(`http://127.0.0.1:${http.address().port}/hub`);
});
