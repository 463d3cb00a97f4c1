/**
 * What a service says when it refuses a server connection, in words for whoever runs the server.
 *
 * Rules: docs/spec/azure-signalr.md, AZ-187 and AZ-193.
 */

import type { IncomingMessage } from 'node:http';
import { AzureSignalRError } from '../errors.ts';

const UNAUTHORIZED = [401, 403];
/** Of the answer's body, as much as is looked at, and of its words, as much as is repeated. */
const MAX_BODY_BYTES = 4_096;
const MAX_WORDS = 300;
/** Less is the time that an answer takes, and what a clock may be wrong by. */
const NOTABLE_SKEW_MS = 60_000;
const WORDS_OF_CHALLENGE = /error_description="([^"]*)"/;

/** An answer other than a WebSocket. */
export interface ServiceRefusal {
  readonly status: number;
  /** As it came; nothing is believed of it. */
  readonly words: string;
  /** What the service took for the time: epoch ms. */
  readonly epochMs: number | undefined;
}

/** What is ours at the time. */
export interface RefusedAttempt {
  /** Never repeated, also where the service repeats it. */
  readonly accessToken: string;
  readonly epochMs: number;
}

/** Resolves with the beginning of an answer that never ends, or breaks off. */
export function readRefusal(response: IncomingMessage): Promise<ServiceRefusal> {
  const { 'www-authenticate': challenge = '', date } = response.headers;
  const time = Date.parse(date ?? '');
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    const finish = (): void => {
      const body = Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES).toString();
      resolve({
        status: response.statusCode ?? 0,
        words: WORDS_OF_CHALLENGE.exec(challenge)?.[1] ?? body,
        epochMs: Number.isNaN(time) ? undefined : time,
      });
    };
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      if (chunks.reduce((sum, { length }) => sum + length, 0) >= MAX_BODY_BYTES) {
        finish();
      }
    });
    response.once('end', finish);
    response.once('error', finish);
    response.once('close', finish);
  });
}

export function refusalError(refusal: ServiceRefusal, attempt: RefusedAttempt): AzureSignalRError {
  const { status } = refusal;
  const isDenied = UNAUTHORIZED.includes(status);
  const text = isDenied
    ? `The service does not accept the key or token: it answered ${status}.`
    : `The service refused the connection: it answered ${status}.`;
  const sentences = [text, quotedWords(refusal.words, attempt), clockRemark(refusal, attempt)];
  return new AzureSignalRError(
    isDenied ? 'access-denied' : 'service-unavailable',
    sentences.filter((sentence) => sentence !== '').join(' '),
  );
}

/** On one line, whoever wrote them. */
function quotedWords(words: string, { accessToken }: RefusedAttempt): string {
  const line = words
    .replaceAll(accessToken, '…')
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim();
  return line === '' ? '' : `It says: "${line.slice(0, MAX_WORDS)}"`;
}

function clockRemark({ epochMs }: ServiceRefusal, attempt: RefusedAttempt): string {
  const aheadMs = epochMs === undefined ? 0 : attempt.epochMs - epochMs;
  if (Math.abs(aheadMs) < NOTABLE_SKEW_MS) {
    return '';
  }
  const minutes = Math.round(Math.abs(aheadMs) / 60_000);
  return `The clock of this server is ${minutes} min ${aheadMs > 0 ? 'ahead of' : 'behind'} the service's.`;
}
