import { fileURLToPath } from 'node:url';
import type { RunningExample } from '@parley/example-kit';
import * as signalR from 'signalr-client-8';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CARRIAGES, startCarried } from '../../kit/test/support/carriage.ts';
import { startAiStreaming } from '../src/start-aistreaming.ts';

let example: RunningExample;

async function connect(): Promise<signalR.HubConnection> {
  const connection = new signalR.HubConnectionBuilder()
    .withUrl(`${example.url}/groupChat`)
    .withAutomaticReconnect()
    .configureLogging(signalR.LogLevel.None)
    .build();
  await connection.start();
  return connection;
}

/** The first event of that name. */
function next(connection: signalR.HubConnection, event: string): Promise<string[]> {
  return new Promise((resolve) => connection.on(event, (...values: string[]) => resolve(values)));
}

describe.each(CARRIAGES)('%s', (carriage) => {
  beforeAll(async () => {
    const page = fileURLToPath(new URL('../public', import.meta.url));
    example = await startCarried(carriage, (setting) => startAiStreaming({ ...setting, page }));
  });
  afterAll(async () => {
    await example.close();
  });

  test('a message goes to the others of its group and to nobody else', async () => {
    const [ana, bo, cy] = await Promise.all([connect(), connect(), connect()]);
    const heardByAna: string[][] = [];
    ana.on('newMessage', (...values: string[]) => heardByAna.push(values));
    await ana.invoke('JoinGroup', 'red');
    await bo.invoke('JoinGroup', 'red');
    await cy.invoke('JoinGroup', 'blue');

    const heardByBo = next(bo, 'NewMessage');
    const heardByCy = next(cy, 'NewMessage');
    await ana.invoke('Chat', 'Ana', 'hello red');
    expect(await heardByBo).toEqual(['Ana', 'hello red']);

    // What Cy hears first is what is said in blue; Ana never hears herself.
    const dee = await connect();
    await dee.invoke('JoinGroup', 'blue');
    await dee.invoke('Chat', 'Dee', 'hello blue');
    expect(await heardByCy).toEqual(['Dee', 'hello blue']);
    expect(heardByAna).toEqual([]);
    await Promise.all([ana, bo, cy, dee].map((connection) => connection.stop()));
  });

  test('@gpt is answered to the whole group, each time with the text so far, under one id', async () => {
    const [ana, bo] = await Promise.all([connect(), connect()]);
    await ana.invoke('JoinGroup', 'green');
    await bo.invoke('JoinGroup', 'green');
    const texts = new Map<signalR.HubConnection, string[][]>();
    const answered = [ana, bo].map((connection) => {
      const events: string[][] = [];
      texts.set(connection, events);
      return new Promise<void>((resolve) => {
        connection.on('newMessageWithId', (...values: string[]) => {
          events.push(values);
          if (events.length === 2) resolve();
        });
      });
    });

    const heardByBo = next(bo, 'NewMessage');
    // Answered at once: whoever asks can go on talking.
    await ana.invoke('Chat', 'Ana', '@gpt What is the capital of France? Tell me about that city.');
    expect((await heardByBo)[1]).toMatch(/^@gpt /);
    await Promise.all(answered);

    for (const events of texts.values()) {
      expect(new Set(events.map(([name, id]) => `${name} ${id}`)).size).toBe(1);
      expect(events[0]?.[0]).toBe('ChatGPT');
      expect(events[1]?.[2]?.startsWith(events[0]?.[2] ?? '-')).toBe(true);
    }
    await Promise.all([ana.stop(), bo.stop()]);
  });

  test('Chat before JoinGroup is an error', async () => {
    const connection = await connect();
    await expect(connection.invoke('Chat', 'Ana', 'hello')).rejects.toThrow('Not in a group.');
    await connection.stop();
  });

  test('nobody speaks as the model', async () => {
    const connection = await connect();
    await connection.invoke('JoinGroup', 'red');
    await expect(connection.invoke('Chat', 'chatgpt', 'hello')).rejects.toThrow('the model’s');
    await connection.stop();
  });
});
