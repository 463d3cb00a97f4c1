/** What else is billed in a day of a team: who connects, what is said, an answer of common length. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '@parley/azure-signalr-emulator';
import type { RunningEmulator } from '@parley/azure-signalr-emulator';
import { createConfig, startServer } from '@parley/chat-server';
import { postToAll, whenAll } from './chat-scheme.ts';
import { PacedModel } from './paced-model.ts';
import { createPacedText } from './paced-text.ts';
import { signUp, Viewer } from './viewer.ts';
import { whenReady } from './when-ready.ts';

export interface TeamCosts {
  readonly people: number;
  /** Of an answer. */
  readonly tokens: number;
  /** To a member who opens the page: who is there, and a page of a room with 50 messages. */
  readonly arrival: number;
  /** To each who is there, when somebody comes or goes. */
  readonly presence: number;
  /** Of a message: to each who is there. */
  readonly message: number;
  /** Of an answer: to each who is there. */
  readonly answer: number;
}

const TOKENS = 250;
const TOKENS_PER_SECOND = 50;
const VIEWERS = 3;
const PAGE_MESSAGES = 50;
/** One in five is long, as an answer is. */
const SHORT = 'x'.repeat(80);
const LONG = 'x'.repeat(1_000);

/** Of so many people a few are there: what each of them costs is the same, however many they are. */
export async function measureTeam(people: number): Promise<TeamCosts> {
  await using emulator = await startEmulator({ port: 0 });
  const data = await mkdtemp(join(tmpdir(), 'parley-cost-'));
  const config = createConfig({
    port: 0,
    data,
    logLevel: 'silent',
    // Addresses of people come from a proxy then, so that they can be many.
    publicUrl: 'http://localhost',
    messagesPerMinute: 100_000,
    azureSignalrConnectionString: emulator.connectionString,
  });
  const text = createPacedText(TOKENS, TOKENS_PER_SECOND);
  const model = new PacedModel(text, () => undefined);
  const server = await startServer(config, {
    model: { model, isPackaged: false, suggestions: [] },
  });
  const url = `http://localhost:${server.port}`;
  const viewers: Viewer[] = [];
  try {
    await whenReady(url);
    for (let index = 0; index < people - VIEWERS - 1; index += 1) await signUp(url, index);
    for (let index = 0; index < VIEWERS; index += 1)
      viewers.push(await Viewer.connect(url, await signUp(url, people + index)));
    return { people, tokens: TOKENS, ...(await measure({ url, viewers, emulator })) };
  } finally {
    for (const viewer of viewers) await viewer[Symbol.asyncDispose]();
    await server.close();
    await rm(data, { recursive: true, force: true });
  }
}

interface Measured {
  readonly url: string;
  readonly viewers: readonly Viewer[];
  readonly emulator: RunningEmulator;
}

async function measure(parts: Measured): Promise<Omit<TeamCosts, 'people' | 'tokens'>> {
  const { url, viewers, emulator } = parts;
  const cookie = await signUp(url, 0.5);
  for (let index = 0; index < PAGE_MESSAGES; index += 1)
    await postToAll(viewers, index % 5 === 0 ? LONG : SHORT);
  const toClients = (): number => emulator.billing().toClients;

  const atFirst = toClients();
  await postToAll(viewers, SHORT);
  // To everybody, and to its writer that it is kept.
  const message = (toClients() - atFirst - 1) / viewers.length;

  const beforeAnswer = toClients();
  const ended = whenAll(viewers, 'reply-ended');
  await postToAll(viewers, '@llama write');
  await ended;
  const answer = (toClients() - beforeAnswer - 1) / viewers.length - message;

  const beforeArrival = toClients();
  const seen = whenAll(viewers, 'member-changed');
  const newcomer = await Viewer.connect(url, cookie);
  await newcomer.openRoom();
  await seen;
  const everybody = viewers.length + 1;
  const arrival = toClients() - beforeArrival - everybody;
  await newcomer[Symbol.asyncDispose]();
  return { arrival, presence: 1, message, answer };
}
