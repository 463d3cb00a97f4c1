import { startEmulator } from '@parley/azure-signalr-emulator';
import { expect, test } from 'vitest';
import { Terminal } from '../../src/index.ts';
import { HubClient } from '../support/hub-client.ts';
import { startTestServer } from '../support/test-server.ts';
import { TextSink } from '../support/text-sink.ts';

const SERVER_CONNECTIONS = 4;
const PIECES = 90;
/** On a machine that is busy, too, every client goes on. */
const MAINTENANCE_WAIT_MS = 60_000;

test('[CH-97] a reply is whole, and nobody connects again, when the service closes connections under it', async () => {
  await using emulator = await startEmulator({
    port: 0,
    service: { maintenanceWaitMs: MAINTENANCE_WAIT_MS },
  });
  const output = new TextSink();
  await using server = await startTestServer({
    terminal: new Terminal({ output, log: new TextSink() }),
    config: {
      azureSignalrConnectionString: emulator.connectionString,
      azureSignalrServerConnections: SERVER_CONNECTIONS,
    },
  });
  await output.wrote('Azure SignalR Service is connected.');
  const people: HubClient[] = [];
  for (const name of ['Ana', 'Bo', 'Cy', 'Di', 'Ed', 'Flo'])
    people.push(await HubClient.join(server.url, name));
  const gone = people.map(({ closed }) => closed);
  const [ana] = people;
  if (ana === undefined) throw new Error('nobody is there');
  const { general } = await ana.enter();
  await Promise.all(people.slice(1).map((person) => person.enter()));
  await ana.post(general, '@llama tell me everything');
  const reply = await server.model.nextReply();
  const pieces = Array.from({ length: PIECES }, (_, index) => `${index + 1} is a number. `);
  const textUntil = (count: number): string => pieces.slice(0, count).join('');
  const { message } = await ana.event('reply-started');

  let written = 0;
  for (const until of [30, 60, 90]) {
    for (; written < until; written += 1) reply.write(pieces[written] ?? '');
    const length = textUntil(until - 10).length;
    await Promise.all(people.map((person) => person.replyText(message.id, length)));
    if (until < PIECES) await emulator.retireServerConnection('parley');
  }
  reply.end();

  for (const person of people) {
    const { length } = await person.event('reply-ended');
    expect(await person.replyText(message.id, length)).toBe(textUntil(PIECES));
    expect(person.connection.state).toBe('Connected');
  }
  for (const person of people) await person[Symbol.asyncDispose]();
  await Promise.all(gone);
});
