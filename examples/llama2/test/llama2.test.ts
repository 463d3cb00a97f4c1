import { fileURLToPath } from 'node:url';
import * as oldSignalR from '@aspnet/signalr';
import * as signalR from '@microsoft/signalr';
import type { RunningExample } from '@parley/example-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CARRIAGES, startCarried } from '../../kit/test/support/carriage.ts';
import { startLlama2 } from '../src/start-llama2.ts';

let example: RunningExample;

type Event = { name: string; id: string; text: string };

/** A client that notes what it hears and can wait for it. */
class Listener {
  readonly events: Event[] = [];
  readonly #waiting = new Set<() => void>();

  readonly hear = (name: string, id: string, text: string): void => {
    this.events.push({ name, id, text });
    for (const check of this.#waiting) check();
  };

  /** Resolves as soon as the events so far fit. */
  until(isDone: (events: readonly Event[]) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!isDone(this.events)) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }
}

async function connectOldClient(): Promise<{
  connection: oldSignalR.HubConnection;
  listener: Listener;
}> {
  const connection = new oldSignalR.HubConnectionBuilder()
    .withUrl(`${example.url}/chat`)
    .configureLogging(oldSignalR.LogLevel.None)
    .build();
  const listener = new Listener();
  connection.on('broadcastMessage', listener.hear);
  connection.on('echo', listener.hear);
  await connection.start();
  return { connection, listener };
}

describe.each(CARRIAGES)('%s', (carriage) => {
  beforeAll(async () => {
    const page = fileURLToPath(new URL('../public', import.meta.url));
    example = await startCarried(carriage, (setting) => startLlama2({ ...setting, page }));
  });
  afterAll(async () => {
    await example.close();
  });

  test('two clients of 2018 and the model are in one chat', async () => {
    const ana = await connectOldClient();
    const bo = await connectOldClient();

    await ana.connection.send('broadcastMessage', 'Ana', 'My dog is called Biscuit.');
    await bo.connection.send('broadcastMessage', 'Bo', '@llama Say hello.');
    await bo.connection.send('inference', 'Bo', 'Say hello.');

    const hasAnswer = (events: readonly Event[]): boolean =>
      events.filter((event) => event.name === 'LLAMA').length > 1;
    await Promise.all([ana.listener.until(hasAnswer), bo.listener.until(hasAnswer)]);

    for (const { listener } of [ana, bo]) {
      expect(listener.events.slice(0, 2)).toEqual([
        { name: 'Ana', id: '', text: 'My dog is called Biscuit.' },
        { name: 'Bo', id: '', text: '@llama Say hello.' },
      ]);
      const answer = listener.events.filter((event) => event.name === 'LLAMA');
      expect(new Set(answer.map((event) => event.id)).size).toBe(1);
      expect(answer[0]?.id).not.toBe('');
    }
    await Promise.all([ana.connection.stop(), bo.connection.stop()]);
  });

  test('an echo goes to its caller alone, and method names match whatever their case', async () => {
    const connection = new signalR.HubConnectionBuilder()
      .withUrl(`${example.url}/chat`)
      .configureLogging(signalR.LogLevel.None)
      .build();
    const listener = new Listener();
    connection.on('echo', listener.hear);
    await connection.start();
    await connection.send('ECHO', 'Ana', 'hi');
    await listener.until((events) => events.length > 0);

    expect(listener.events).toEqual([{ name: 'Ana', id: '', text: 'hi (echo from server)' }]);
    await connection.stop();
  });

  test.each([
    ['the model’s name', 'llama', 'hi', 'That name is the model’s.'],
    ['markup in a name', '<img src=x onerror=alert(1)>', 'hi', 'That name cannot be used.'],
    ['a text that is too long', 'Ana', 'x'.repeat(8_001), 'A message has at most 8000 characters.'],
  ])('refused in plain words: %s', async (_, name, text, sentence) => {
    const connection = new signalR.HubConnectionBuilder()
      .withUrl(`${example.url}/chat`)
      .configureLogging(signalR.LogLevel.None)
      .build();
    await connection.start();
    await expect(connection.invoke('broadcastMessage', name, text)).rejects.toThrow(sentence);
    await connection.stop();
  });

  test('the page and the client of 2018 are served', async () => {
    const page = await fetch(`${example.url}/`);
    expect(await page.text()).toContain('vendor/signalr.min.js');
    expect((await fetch(`${example.url}/vendor/signalr.min.js`)).status).toBe(200);
    expect((await fetch(`${example.url}/../package.json`)).status).toBe(404);
    expect((await fetch(`${example.url}/%2e%2e/package.json`)).status).toBe(404);
  });
});
