/** Every case of the script that is written by hand, against one server. */

import { callCases } from './cases/call-cases.ts';
import { eventStreamCases } from './cases/event-stream-cases.ts';
import { handshakeCases } from './cases/handshake-cases.ts';
import { jsonMessageCases } from './cases/json-message-cases.ts';
import { messagePackMessageCases } from './cases/messagepack-message-cases.ts';
import { negotiateCases } from './cases/negotiate-cases.ts';
import { pollingCases } from './cases/polling-cases.ts';
import { requestCases } from './cases/request-cases.ts';
import { statefulCases } from './cases/stateful-cases.ts';
import { webSocketCases } from './cases/web-socket-cases.ts';
import { Scene } from './scene.ts';
import type { TranscriptCase } from './scene.ts';
import type { Transcripts } from './transcript.ts';

/** Those that speak of hub messages alone, wherever negotiate sends them. */
export const HUB_CASES: readonly TranscriptCase[] = [
  ...handshakeCases,
  ...jsonMessageCases,
  ...messagePackMessageCases,
  ...callCases,
];
export const ALL_CASES: readonly TranscriptCase[] = [
  ...negotiateCases,
  ...requestCases,
  ...pollingCases,
  ...eventStreamCases,
  ...webSocketCases,
  ...HUB_CASES,
  ...statefulCases,
];
/** Cases run beside each other, so that those in which nothing comes cost little. */
const CONCURRENCY = 8;
const CASE_TIMEOUT_MS = 15_000;

/** Several at a time, each alone. */
export async function runRawScript(
  baseUrl: string,
  cases: readonly TranscriptCase[],
): Promise<Transcripts> {
  const transcripts = new Map<string, readonly string[]>();
  const waiting = [...cases];
  for (const { name } of cases) {
    transcripts.set(name, []);
  }
  const run = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      transcripts.set(next.name, await runCase(next, baseUrl));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, run));
  return transcripts;
}

async function runCase({ run }: TranscriptCase, baseUrl: string): Promise<readonly string[]> {
  const scene = new Scene(baseUrl);
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      scene.record('the case did not end');
      resolve();
    }, CASE_TIMEOUT_MS);
  });
  try {
    await Promise.race([run(scene), timeout]);
  } catch (error) {
    scene.record(`the case failed: ${String(error)}`);
  } finally {
    clearTimeout(timer);
    scene.end();
  }
  return scene.transcript.records;
}
