/** Hostile clients of the service, hostile app servers, and requests that are neither. */

import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { damaged } from '../../damage.ts';
import type { Random } from '../../random.ts';
import { anyFrame } from '../../signalr/messages.ts';
import type { Encoding } from '../../signalr/messages.ts';
import { craftedFrame } from './crafted-messages.ts';
import type { LiveTargets } from './live-targets.ts';
import { connectThroughService, opened } from './service-socket.ts';
import { serviceToken } from './service-token.ts';

/** The handshake of an app server: version 1, clients welcome, moving them too. */
const SERVER_HANDSHAKE = Buffer.from('0796010100a00180', 'hex');
const MAX_FRAMES = 40;
const MAX_STAY_MS = 200;
/** Long enough for a server that has lost its service to be back in it, on a machine that is busy besides. */
const CONNECT_TIMEOUT_MS = 60_000;
const RETRY_MS = 50;
const PATHS = [
  '/',
  '/client',
  '/client/negotiate',
  '/server',
  '/api/v1/health',
  '/x',
  '/%',
] as const;

export type LiveSessionKind = 'client' | 'server' | 'request';

export function pickLiveSession(random: Random): LiveSessionKind {
  const number = random.next();
  if (number < 0.55) {
    return 'client';
  }
  return number < 0.9 ? 'server' : 'request';
}

/** Resolves with how many frames it sent; how it ends is the other end's business. */
export function playLiveSession(
  kind: LiveSessionKind,
  targets: LiveTargets,
  random: Random,
): Promise<number> {
  switch (kind) {
    case 'client':
      return hostileClient(targets, random);
    case 'server':
      return hostileServer(targets, random);
    case 'request':
      return strayRequest(targets, random);
  }
}

async function hostileClient(targets: LiveTargets, random: Random): Promise<number> {
  const socket = await connectWithin(CONNECT_TIMEOUT_MS, targets.fuzzedPort);
  const encoding: Encoding = random.chance(0.5) ? 'json' : 'messagepack';
  const handshake = Buffer.from(`{"protocol":"${encoding}","version":1}\u001e`);
  const frames = [random.chance(0.05) ? damaged(handshake, random) : handshake];
  for (let left = random.below(MAX_FRAMES); left > 0; left -= 1) {
    frames.push(anyFrame(random, encoding).bytes);
  }
  return send(socket, random.chance(0.2) ? [Buffer.concat(frames)] : frames, random);
}

/** A server that has lost its service once more has no place to give until it is back. */
async function connectWithin(timeoutMs: number, appServerPort: number): Promise<WebSocket> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    const socket = await connectThroughService(appServerPort);
    if (socket !== undefined) {
      return socket;
    }
    await delay(RETRY_MS);
  }
  throw new Error(`For ${timeoutMs} ms no client has come to the server under fire.`);
}

async function hostileServer(
  { servicePort, accessKey }: LiveTargets,
  random: Random,
): Promise<number> {
  // Seldom that of the clients: they would all be given to whoever has none yet.
  const hub = random.chance(0.15) ? 'fuzzed' : 'another';
  const token = serviceToken(accessKey, `http://localhost/server/?hub=${hub}`);
  const socket = await opened(
    new WebSocket(`ws://127.0.0.1:${servicePort}/server/?hub=${hub}&cid=${random.below(9)}`, {
      headers: { authorization: `Bearer ${token}`, 'x-asrs-server-id': `s${random.below(3)}` },
    }),
  );
  if (socket === undefined) {
    return 0;
  }
  const frames = [random.chance(0.1) ? damaged(SERVER_HANDSHAKE, random) : SERVER_HANDSHAKE];
  for (let left = random.below(MAX_FRAMES); left > 0; left -= 1) {
    frames.push(craftedFrame(random, []));
  }
  return send(socket, inPieces(frames, random), random);
}

async function strayRequest(
  { servicePort, accessKey }: LiveTargets,
  random: Random,
): Promise<number> {
  const path = random.pick(PATHS);
  const query = random.pick([
    '',
    '?hub=fuzzed',
    '?hub=fuzzed&hub=x',
    '?hub=%00',
    '?id=x&hub=fuzzed',
  ]);
  const token = serviceToken(accessKey, 'http://localhost/client/?hub=fuzzed');
  const response = await fetch(`http://127.0.0.1:${servicePort}${path}${query}`, {
    method: random.pick(['GET', 'POST', 'DELETE', 'OPTIONS', 'PUT']),
    headers: {
      authorization: `Bearer ${random.chance(0.5) ? token : damaged(Buffer.from(token), random).toString('hex')}`,
      origin: 'http://elsewhere',
    },
    signal: AbortSignal.timeout(2_000),
  }).catch(() => undefined);
  await response?.body?.cancel();
  return 1;
}

/** Then it goes, with a word or without. */
async function send(socket: WebSocket, frames: readonly Buffer[], random: Random): Promise<number> {
  for (const frame of frames) {
    if (socket.readyState === WebSocket.OPEN) {
      socket.send(frame, { binary: random.chance(0.5) });
    }
  }
  await delay(random.below(MAX_STAY_MS));
  if (random.chance(0.5)) {
    socket.close();
    await delay(1);
  }
  socket.terminate();
  return frames.length;
}

/** A server connection is a stream: where its frames begin and end means nothing. */
function inPieces(frames: readonly Buffer[], random: Random): readonly Buffer[] {
  if (random.chance(0.5)) {
    return frames;
  }
  const whole = Buffer.concat(frames);
  const pieces: Buffer[] = [];
  for (let position = 0; position < whole.length;) {
    const next = position + 1 + random.below(200);
    pieces.push(whole.subarray(position, next));
    position = next;
  }
  return pieces;
}
