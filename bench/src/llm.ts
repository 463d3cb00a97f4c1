/**
 * `npm run bench:llm`: the packaged model in a room of the running chat server, as a member sees it,
 * against the same model driven by node-llama-cpp alone, in alternating rounds.
 *
 * `--threads N` for both (default: one core is left to the chat), `--rounds N`.
 */

import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { layOutTranscript, packagedModelProfile } from '@parley/llm';
import type { LaidOutPrompt, Sampling } from '@parley/llm';
import { startChatServer } from './llm/chat-server-process.ts';
import { startDirectModel } from './llm/direct-model.ts';
import type { EventLoopDelay } from './llm/event-loop-probe.ts';
import { firstTextMs, tokensPerSecond, tokensPerSecondTogether } from './llm/measured-reply.ts';
import type { MeasuredReply } from './llm/measured-reply.ts';
import { RoomClient } from './llm/room-client.ts';
import { median } from './llm/statistics.ts';
import { formatTable } from './table.ts';

const LEAST_SHARE = 0.9;
const ROOMS_AT_ONCE = 4;
const REPLY_TOKENS = 256;
const CONTEXT_TOKENS = 4096;
const { values } = parseArgs({
  options: {
    threads: { type: 'string', default: `${Math.max(1, availableParallelism() - 1)}` },
    rounds: { type: 'string', default: '5' },
  },
});
const threads = Number(values.threads);
const rounds = Number(values.rounds);
const sampling: Sampling = { ...packagedModelProfile.sampling, maxTokens: REPLY_TOKENS, seed: 1 };

interface Round {
  readonly direct: MeasuredReply;
  readonly room: MeasuredReply;
  readonly roomDelay: EventLoopDelay;
  readonly rooms: readonly MeasuredReply[];
  readonly roomsDelay: EventLoopDelay;
}

const measured = await measure();
console.log(
  `${threads} thread(s) on ${availableParallelism()} core(s), ${rounds} rounds, medians; ` +
    'pauses and delays: the worst of all.\n',
);
console.log(formatTable(rowsOf(measured)));
if (median(measured.map(shareOfDirect)) < LEAST_SHARE) {
  console.log(`\nLess than ${LEAST_SHARE} of the direct speed reaches the room.`);
  process.exitCode = 1;
}

async function measure(): Promise<Round[]> {
  await using direct = await startDirectModel({ threads, contextTokens: CONTEXT_TOKENS });
  await using server = await startChatServer([
    `--threads=${threads}`,
    `--context-size=${CONTEXT_TOKENS}`,
    '--gpu=none',
    `--max-tokens=${REPLY_TOKENS}`,
    `--seed=${sampling.seed}`,
    '--calls-per-minute=10000',
    '--messages-per-minute=10000',
  ]);
  await using client = await RoomClient.enter(server.url, 'Ada');

  // The first of each touches memory for the first time, and does not count.
  await direct.reply({ prompt: promptOf(question(0)), sampling });
  await client.ask(await client.createRoom('warm-up'), question(0));

  const measurements: Round[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const asked = question(round);
    const alone = await direct.reply({ prompt: promptOf(asked), sampling });
    const roomId = await client.createRoom(`round ${round}`);
    await server.eventLoopDelay();
    const room = await client.ask(roomId, asked);
    const roomDelay = await server.eventLoopDelay();

    const ids = [];
    for (let i = 1; i <= ROOMS_AT_ONCE; i += 1)
      ids.push(await client.createRoom(`round ${round} room ${i}`));
    await server.eventLoopDelay();
    const rooms = await Promise.all(ids.map((id, i) => client.ask(id, question(100 * round + i))));
    const roomsDelay = await server.eventLoopDelay();
    measurements.push({ direct: alone, room, roomDelay, rooms, roomsDelay });
  }
  return measurements;
}

/** Another one each time, so that no answer is in memory from an earlier round. */
function question(number: number): string {
  return `@llama please write a long story about ${number + 2} llamas who cross the mountains.`;
}

function promptOf(text: string): LaidOutPrompt {
  const asker = { name: 'Ada', text };
  const room = { agent: 'Llama', handle: 'llama', room: 'bench', heard: [], omitted: 0 };
  return layOutTranscript({ ...room, question: asker }, packagedModelProfile);
}

function rowsOf(all: readonly Round[]): string[][] {
  const figure = (of: (round: Round) => number, digits = 0): string =>
    median(all.map(of)).toFixed(digits);
  const worst = (of: (round: Round) => number, digits = 0): string =>
    Math.max(...all.map(of)).toFixed(digits);
  const delays = (of: (round: Round) => EventLoopDelay): string =>
    [
      figure((round) => of(round).p50Ms, 1),
      worst((round) => of(round).p99Ms, 1),
      worst((round) => of(round).maxMs, 1),
    ].join(' / ');

  return [
    ['', 'direct', 'one room', `${ROOMS_AT_ONCE} rooms at once`],
    [
      'tokens per second',
      figure((round) => tokensPerSecond(round.direct), 1),
      figure((round) => tokensPerSecond(round.room), 1),
      `${figure((round) => tokensPerSecondTogether(round.rooms), 1)} together`,
    ],
    ['of the direct speed (lowest to highest)', '', shares(all), ''],
    [
      'first text, ms',
      figure((round) => firstTextMs(round.direct)),
      figure((round) => firstTextMs(round.room)),
      `${worst((round) => Math.max(...round.rooms.map(firstTextMs)))} at the longest`,
    ],
    [
      'longest pause between texts, ms',
      worst((round) => round.direct.longestPauseMs),
      worst((round) => round.room.longestPauseMs),
      worst((round) => Math.max(...round.rooms.map((reply) => reply.longestPauseMs))),
    ],
    [
      'event-loop delay of the chat, ms (p50 / p99 / max)',
      '',
      delays((round) => round.roomDelay),
      delays((round) => round.roomsDelay),
    ],
  ];
}

/** With the rounds apart, one sees whether something else was on the cores. */
function shares(all: readonly Round[]): string {
  const each = all.map(shareOfDirect);
  const range = [Math.min(...each), Math.max(...each)].map((share) => share.toFixed(2));
  return `${median(each).toFixed(2)} (${range.join(' to ')})`;
}

function shareOfDirect({ direct, room }: Round): number {
  return tokensPerSecond(room) / tokensPerSecond(direct);
}
