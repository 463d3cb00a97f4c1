/** The typed client around the official one, asked by a hub. Rules: SP-74 to SP-77. */

import { createTypedClient } from '@parley/signalr-protocol/typed-client';
import { describe, expect, test } from 'vitest';
import type { ContractOf, Hub } from '../src/index.ts';
import { COMBINATIONS, connect } from './support/official-client.ts';
import { startServer } from './support/start-server.ts';

interface PollContract {
  readonly methods: { ask(question: string): string };
  readonly events: { asked(question: string): string };
}

const POLL: Hub<PollContract> = {
  methods: { ask: ({ clients }, question) => clients.caller.invoke('asked', question) },
};

describe.each(COMBINATIONS)('$name', (combination) => {
  test('[SP-74] [SP-76] a hub asks a typed client', async () => {
    await using server = await startServer(POLL);
    await using client = await connect(server.url, combination);
    const typed = createTypedClient<ContractOf<typeof POLL>>(client.connection);

    const end = typed.on('asked', (question) => `${question} Yes.`);
    expect(await typed.invoke('ask', 'Ready?')).toBe('Ready? Yes.');
    end();
    typed.on('asked', async (question) => `${question} In a moment.`);
    expect(await typed.invoke('ask', 'Ready?')).toBe('Ready? In a moment.');
  });

  test('[SP-77] of several handlers the last one answers, but only one may', async () => {
    await using server = await startServer(POLL);
    await using client = await connect(server.url, combination);
    const typed = createTypedClient<PollContract>(client.connection);

    typed.on('asked', () => '');
    typed.on('asked', () => 'second');
    expect(await typed.invoke('ask', 'Ready?')).toBe('second');

    typed.on('asked', () => 'third');
    await expect(typed.invoke('ask', 'Ready?')).rejects.toThrow(
      'HubException: Client provided multiple results.',
    );
  });
});
