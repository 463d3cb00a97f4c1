/** The chat itself: its server on the adapter behind the emulator, and viewers in its first room. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '@parley/azure-signalr-emulator';
import type { RunningEmulator } from '@parley/azure-signalr-emulator';
import type { ChatEventName } from '@parley/chat-protocol';
import { createConfig, startServer } from '@parley/chat-server';
import { Delays } from './delays.ts';
import { PacedModel } from './paced-model.ts';
import { wholeText } from './paced-text.ts';
import type { PacedText } from './paced-text.ts';
import type { SchemeResult } from './scheme-result.ts';
import { signUp, Viewer } from './viewer.ts';
import { whenReady } from './when-ready.ts';

/** Everybody has been told by then of everybody who came. */
const ARRIVALS_MS = 11_000;

export async function runChatScheme(text: PacedText, viewerCount: number): Promise<SchemeResult> {
  await using emulator = await startEmulator({ port: 0 });
  const data = await mkdtemp(join(tmpdir(), 'parley-cost-'));
  const delays = new Delays();
  const config = createConfig({
    port: 0,
    data,
    logLevel: 'silent',
    azureSignalrConnectionString: emulator.connectionString,
  });
  const model = new PacedModel(text, (token) => delays.wrote(token));
  const server = await startServer(config, {
    model: { model, isPackaged: false, suggestions: [] },
  });
  try {
    await whenReady(server.url);
    const viewers: Viewer[] = [];
    for (let index = 0; index < viewerCount; index += 1) {
      const onText = index === 0 ? (length: number) => delays.showed(length) : undefined;
      viewers.push(await Viewer.connect(server.url, await signUp(server.url, index), onText));
    }
    await new Promise((resolve) => setTimeout(resolve, ARRIVALS_MS));
    const costs = await measure(viewers, emulator);
    for (const viewer of viewers) await viewer[Symbol.asyncDispose]();

    const expected = wholeText(text);
    return {
      scheme: 'Parley',
      viewers: viewerCount,
      ...costs,
      delays,
      wholeTexts: viewers.filter((viewer) => viewer.text === expected && !viewer.hasGap).length,
    };
  } finally {
    await server.close();
    await rm(data, { recursive: true, force: true });
  }
}

type Costs = Pick<SchemeResult, 'perViewer' | 'withQuestion' | 'toServer'>;

/** A message that calls nobody is taken off: what is left is the answer's. */
async function measure(viewers: readonly Viewer[], emulator: RunningEmulator): Promise<Costs> {
  await postToAll(viewers, 'everybody is here');
  const before = emulator.billing();
  await postToAll(viewers, 'how much is a message?');
  const afterPlain = emulator.billing();
  const ended = whenAll(viewers, 'reply-ended');
  await postToAll(viewers, '@llama write');
  await ended;
  // What follows an end comes before what is said next.
  const afterAnswer = emulator.billing();

  const plain = afterPlain.toClients - before.toClients;
  const answered = afterAnswer.toClients - afterPlain.toClients;
  return {
    perViewer: (answered - plain) / viewers.length,
    withQuestion: answered / viewers.length,
    toServer: afterAnswer.toServers - afterPlain.toServers,
  };
}

/** Resolves when every viewer has it, and its writer the answer. */
export async function postToAll(viewers: readonly Viewer[], text: string): Promise<void> {
  const posted = whenAll(viewers, 'message-posted');
  await viewers[0]?.post(text);
  await posted;
}

/** Resolves when every viewer has heard an event of this name. */
export async function whenAll(viewers: readonly Viewer[], name: ChatEventName): Promise<void> {
  await Promise.all(viewers.map((viewer) => viewer.next((event) => event.name === name)));
}
