import { startEmulator } from '@parley/azure-signalr-emulator';
import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import { expect, test } from 'vitest';
import { MeddlingProxy } from '../../../../packages/azure-signalr/test/faults/support/meddling-proxy.ts';
import { Terminal } from '../../src/index.ts';
import { HubClient } from '../support/hub-client.ts';
import { startTestServer } from '../support/test-server.ts';
import { TextSink } from '../support/text-sink.ts';

const SERVER_CONNECTIONS = 3;

test('[CH-96] who stays connected is told when a connection of the server has broken', async () => {
  await using emulator = await startEmulator({ port: 0 });
  await using proxy = await MeddlingProxy.start(emulator.url);
  const output = new TextSink();
  await using server = await startTestServer({
    terminal: new Terminal({ output, log: new TextSink() }),
    config: {
      azureSignalrConnectionString: proxy.onTheWayOf(emulator.connectionString),
      azureSignalrServerConnections: SERVER_CONNECTIONS,
    },
  });
  await output.wrote('Azure SignalR Service is connected.');
  await proxy.changed.until(() => proxy.openLinks.length === SERVER_CONNECTIONS);
  const people = [];
  for (const name of ['Ana', 'Bo', 'Cy']) people.push(await HubClient.join(server.url, name));
  const [ana] = people;
  if (ana === undefined) throw new Error('nobody is there');
  const { general } = await ana.enter();
  const sentToRoom = () =>
    proxy.passed.filter(({ message }) => message.type === ServiceMessageType.groupBroadcastData);
  await ana.post(general, 'everybody is here');
  await Promise.all(people.map((person) => person.event('message-posted')));
  const before = sentToRoom();

  proxy.letsPass = (message) => message.type !== ServiceMessageType.groupBroadcastData;
  await ana.post(general, 'nobody hears this');
  await proxy.changed.until(() => sentToRoom().length > before.length);
  proxy.letsPass = () => true;
  proxy.links[before.at(-1)?.link ?? -1]?.cut();
  const told = people.map((person) => Promise.race([person.event('events-missed'), person.closed]));
  await Promise.all(told);

  const stayed = people.filter(({ connection }) => connection.state === 'Connected');
  expect(stayed.length).toBeGreaterThan(0);
  for (const { heard } of stayed) {
    const names = heard.map(({ name }) => name);
    expect(names.filter((name) => ['message-posted', 'events-missed'].includes(name))).toEqual([
      'message-posted',
      'events-missed',
    ]);
  }
  await Promise.all(people.map((person) => person[Symbol.asyncDispose]()));
});
