import { setImmediate } from 'node:timers/promises';
import { createChat } from '@parley/chat-core';
import type { ChatOptions } from '@parley/chat-core';
import type { ClientMessageId, Outcome } from '@parley/chat-protocol';
import { openSqliteHistoryStore } from '@parley/chat-store';
import { expect, it } from 'vitest';
import { billedDelivery } from '../../src/hub/delivery.ts';
import { HubPublisher } from '../../src/hub/hub-publisher.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { RecordingClients } from '../support/recording-clients.ts';
import { ScriptedModel } from '../support/scripted-model.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const TOKENS = 800;
const TOKEN_INTERVAL_MS = 20;
const TOKEN = ' four';
const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {}

function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.problem.message);
  return outcome.value;
}

function billedChat(
  parts: Pick<ChatOptions, 'store' | 'clock' | 'publisher'>,
  model: ScriptedModel,
) {
  let drawn = 0;
  return createChat({
    ...parts,
    ids: { next: () => `id-${(drawn += 1)}`.padEnd(36, '0') },
    logger: silent,
    agents: [
      { id: 'agent', name: 'Llama', handle: 'llama', model, isPackaged: false, suggestions: [] },
    ],
    limits: {
      messagesPerMinute: 60,
      callsPerMinute: 60,
      maxQueuedTurns: 8,
      replyPace: billedDelivery.replyPace,
      presenceGatherMs: billedDelivery.presenceGatherMs,
    },
  });
}

it('[CH-90] an answer of 800 tokens is at most 66 messages to each viewer', async () => {
  using folder = temporaryFolder();
  const store = await openSqliteHistoryStore({ path: folder.join('h.sqlite'), logger: silent });
  const publisher = new HubPublisher({ logger: silent, delivery: billedDelivery });
  const clients = new RecordingClients();
  publisher.open(clients.asHubClients());
  const clock = new ManualClock();
  const model = new ScriptedModel();
  const chat = billedChat({ store, clock, publisher }, model);
  await model.start();
  await chat.start();
  const { id: ana } = valueOf(await chat.addPerson('Ana'));
  const [room] = chat.roomsOf(ana);
  if (room === undefined) throw new Error('there is no room');
  const clientMessageId = 'c-1' as ClientMessageId;
  const question = { roomId: room.id, clientMessageId, text: '@llama write', replyTo: null };
  clients.clear();
  await chat.postMessage(ana, question);

  const reply = await model.nextReply();
  // A view is read in the room's lane: what was written before it is committed then, and sent.
  const whatIsWrittenIsSent = async (): Promise<void> => {
    await setImmediate();
    await chat.openRoom(ana, { roomId: room.id });
  };
  for (let token = 0; token < TOKENS; token += 1) {
    reply.write(TOKEN);
    await whatIsWrittenIsSent();
    clock.advance(TOKEN_INTERVAL_MS);
    await whatIsWrittenIsSent();
  }
  reply.end();
  await whatIsWrittenIsSent();
  await chat.stop();
  await store.close();

  const texts = clients.events.flatMap((event) =>
    event.name === 'reply-delta' ? [event.payload.text] : [],
  );
  expect(texts.join('')).toBe(TOKEN.repeat(TOKENS));
  expect(clients.events.map(({ name }) => name).slice(-2)).toEqual([
    'reply-ended',
    'turns-changed',
  ]);
  expect(clients.messages.filter(({ bytes }) => bytes >= 2_048)).toEqual([]);
  // The question and the queue, the beginning, the first token, 61 times 13 tokens, the end.
  expect(clients.messages).toHaveLength(65);
});
