/** Official clients that are asked, over every transport and protocol, however a hub is served. Rules: SH-100 to SH-107. */

import { describe, expect, test } from 'vitest';
import { answering, createAskingHub } from './asking-hub.ts';
import { Gate } from './gate.ts';
import { collect, COMBINATIONS, connect } from './official-client.ts';
import type { StartServer } from './start-server.ts';

const THREW = (method: string): string =>
  `An unexpected error occurred invoking '${method}' on the server.`;

export function describeAskedClients(startServer: StartServer): void {
  describe.each(COMBINATIONS)('$name', (combination) => {
    test.each([
      ['a text', 'grüß dich 👋'],
      ['a structure', { because: ['x', null, 1.5], sure: true }],
      ['null', null],
      ['false', false],
    ])('[SH-100] [SH-107] a method asks its caller, who answers with %s', async (_name, answer) => {
      await using server = await startServer(createAskingHub());
      await using client = await connect(server.url, combination);
      const asked: string[] = [];
      answering(client, (text) => {
        asked.push(text);
        return answer;
      });

      expect(await client.invoke('ask', 'why')).toEqual(answer);
      expect(asked).toEqual(['why']);
    });

    test('[SH-100] a handler that needs time answers when it is done', async () => {
      await using server = await startServer(createAskingHub());
      await using client = await connect(server.url, combination);
      const gate = new Gate();
      answering(client, async (text) => {
        await gate.opened;
        return `${text}, later`;
      });

      const answer = client.invoke('ask', 'why');
      expect(await client.invoke('add', 1, 2)).toBe(3);
      gate.open();

      expect(await answer).toBe('why, later');
    });

    test('[SH-101] a client without a handler, and one whose handler returns nothing', async () => {
      await using server = await startServer(createAskingHub());
      await using client = await connect(server.url, combination);
      const text = `${THREW('ask')} HubException: Client didn't provide a result.`;

      await expect(client.invoke('ask', 'why')).rejects.toThrow(text);
      answering(client, () => undefined);
      await expect(client.invoke('ask', 'why')).rejects.toThrow(text);
    });

    test('[SH-101] a handler that throws', async () => {
      await using server = await startServer(createAskingHub());
      await using client = await connect(server.url, combination);
      answering(client, () => {
        throw new RangeError('not that');
      });

      await expect(client.invoke('ask', 'why')).rejects.toThrow(
        `${THREW('ask')} HubException: RangeError: not that`,
      );
    });

    test('[SH-102] a client that is not there', async () => {
      await using server = await startServer(createAskingHub(), { hasDetailedErrors: true });
      await using client = await connect(server.url, combination);

      await expect(client.invoke('askOther', 'nobody', 'why')).rejects.toThrow(
        `${THREW('askOther')} IOException: Connection 'nobody' does not exist.`,
      );
    });

    test('[SH-102] a client that leaves instead of answering', async () => {
      await using server = await startServer(createAskingHub(), { hasDetailedErrors: true });
      await using client = await connect(server.url, combination);
      const leaving = await connect(server.url, combination);
      const connectionId = String(await leaving.invoke('whoAmI'));
      answering(leaving, async () => {
        await leaving.connection.stop();
        return 'too late';
      });

      await expect(client.invoke('askOther', connectionId, 'why')).rejects.toThrow(
        `${THREW('askOther')} IOException: Connection '${connectionId}' disconnected.`,
      );
    });

    test('[SH-103] a client that takes too long, and answers all the same', async () => {
      const controller = new AbortController();
      await using server = await startServer(createAskingHub(controller.signal));
      await using client = await connect(server.url, combination);
      const gate = new Gate();
      answering(client, async () => {
        controller.abort();
        await gate.opened;
        return 'too late';
      });

      await expect(client.invoke('askUntil', 'why')).rejects.toThrow(
        `${THREW('askUntil')} HubException: Invocation canceled by the server.`,
      );
      gate.open();
      expect(await client.invoke('add', 1, 2)).toBe(3);
    });

    test('[SH-105] an answer of the wrong type is an error of the call', async () => {
      await using server = await startServer(createAskingHub(), { hasDetailedErrors: true });
      await using client = await connect(server.url, combination);
      let answer: unknown = 42;
      answering(client, () => answer);

      expect(await client.invoke('askForNumber', 'how many')).toBe(42);
      answer = 'many';
      await expect(client.invoke('askForNumber', 'how many')).rejects.toThrow(
        `${THREW('askForNumber')} InvalidDataException: The client's result is not of the type that was asked for.`,
      );
      expect(await client.invoke('add', 1, 2)).toBe(3);
    });

    test('[SH-100] from outside the hub', async () => {
      await using server = await startServer(createAskingHub());
      await using client = await connect(server.url, combination);
      const connectionId = String(await client.invoke('whoAmI'));
      answering(client, (text) => `${text}?`);

      expect(await server.handle.clients.client(connectionId).invoke('question', 'why')).toBe(
        'why?',
      );
      await expect(
        server.handle.clients.client('nobody').invoke('question', 'why'),
      ).rejects.toThrow("Connection 'nobody' does not exist.");
    });

    test('[SH-100] from within a stream', async () => {
      await using server = await startServer(createAskingHub());
      await using client = await connect(server.url, combination);
      answering(client, (text) => text.toUpperCase());

      expect(await collect(client.connection.stream('askEach', ['a', 'b', 'c']))).toEqual([
        'A',
        'B',
        'C',
      ]);
    });

    test.each([1, 2, 10])(
      '[SH-107] with a limit of %i, a handler may call the hub, which may ask again',
      async (maxParallelInvocations) => {
        await using server = await startServer(createAskingHub(), { maxParallelInvocations });
        await using client = await connect(server.url, combination);
        answering(client, (text) =>
          text === '' ? 'end' : client.invoke('ask', text.slice(1)).then((inner) => text + inner),
        );

        expect(await client.invoke('ask', 'abc')).toBe('abcbccend');
        expect(await client.invoke('askAtOnce', ['x', 'yz'])).toEqual(['xend', 'yzzend']);
        expect(
          await Promise.all(['1', '2', '3'].map((text) => client.invoke('ask', text))),
        ).toEqual(['1end', '2end', '3end']);
      },
    );
  });
}
