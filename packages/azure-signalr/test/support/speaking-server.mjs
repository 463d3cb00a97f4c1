/** A server behind the service in a process of its own, which sends as much as it is told to. Runs the built packages. */

import { createServer } from 'node:http';
import { createAzureSignalR } from '@parley/azure-signalr';
import { createSignalRServer } from '@parley/signalr-server';

const [connectionString, serverName] = process.argv.slice(2);
process.on('disconnect', () => process.exit(0));

const service = createAzureSignalR({ endpoints: connectionString, stickiness: 'required' });
const signalR = createSignalRServer({ service });

/** To the group, to everybody, to a user and to both groups, by turns: nothing waits for anything. */
async function speak(clients, sender, count) {
  const sent = [];
  for (let index = 0; index < count; index += 1) {
    const targets = [
      clients.group('red'),
      clients.all,
      clients.user('ann'),
      clients.groups(['red', 'blue']),
    ];
    sent.push(targets[index % targets.length].send('heard', `${sender}:${index}`));
    if (index % 10 === 0) {
      await new Promise(setImmediate);
    }
  }
  await Promise.all(sent);
}

const handle = signalR.mapHub(
  '/hub',
  {
    methods: {
      join: ({ connection, groups }, group) => groups.add(connection.connectionId, group),
      serverName: () => serverName,
      speak: ({ clients }, sender, count) => speak(clients, sender, count),
      speakOutside: (_call, sender, count) => speak(handle.clients, sender, count),
    },
  },
  {
    name: 'Room',
    authenticate: (request) => {
      const userId = new URL(request.url ?? '', 'http://host').searchParams.get('user');
      return { kind: 'accepted', user: { userId: userId ?? undefined, claims: {} } };
    },
  },
);

const http = createServer();
signalR.attach(http);
await service.connected();
http.listen(0, '127.0.0.1', () => {
  process.send(`http://127.0.0.1:${http.address().port}/hub`);
});
