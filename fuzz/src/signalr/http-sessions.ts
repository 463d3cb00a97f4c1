/** Hostile clients of the other two transports, and requests that belong to no connection. */

import type { IncomingMessage } from 'node:http';
import { damaged } from '../damage.ts';
import { abandonedPost, answerTo, openStream, statusOf } from './http-client.ts';
import type { Encoding } from './messages.ts';
import { ServerRecords } from './server-records.ts';
import { PATIENCE_MS, specified, violation, within, writeScript } from './session.ts';
import type { Script, SessionEnd, SessionSetting } from './session.ts';

/** Every status that a rule of ours, or Node's own reading of a request, answers with. */
const KNOWN_STATUSES = new Set([
  100, 101, 200, 202, 204, 400, 401, 404, 405, 408, 409, 411, 413, 414, 417, 426, 429, 431, 501,
  503, 505,
]);
/** After these the connection is gone. */
const GONE = new Set([204, 404]);

export async function eventStreamSession(setting: SessionSetting): Promise<SessionEnd> {
  const { port, random } = setting;
  const script = writeScript(random, 'json');
  const path = await negotiated(port);
  const { request, response } = await openStream({
    port,
    path,
    method: 'GET',
    accept: 'text/event-stream',
  });
  if (response.statusCode !== 200) {
    return violation(`an event stream was answered ${response.statusCode}`);
  }
  const records = new ServerRecords('json');
  const heard = listen(response, script.isHandshakeBroken ? undefined : records);
  try {
    const isGone = await post(setting, script, path);
    if (!isGone && random.chance(0.8)) {
      request.destroy();
      return specified('left without a word');
    }
    const failure = await within(isGone ? PATIENCE_MS : 100, heard.ended);
    if (failure instanceof Error) {
      return violation(failure.message);
    }
    return specified(
      failure === undefined
        ? 'left without a word'
        : `stream ended after ${records.farewell ?? 'nothing'}`,
    );
  } finally {
    request.destroy();
  }
}

export async function pollingSession(
  setting: SessionSetting,
  encoding: Encoding,
): Promise<SessionEnd> {
  const { port, random } = setting;
  const script = writeScript(random, encoding);
  const path = await negotiated(port);
  const poll = { port, path, method: 'GET' };
  const first = await answerTo(poll);
  if (first.status !== 200 || first.body.length > 0) {
    return violation(`the first poll was answered ${first.status}`);
  }
  const records = new ServerRecords(encoding);
  const polling = pollUntilGone(poll, script.isHandshakeBroken ? undefined : records);
  const isGone = await post(setting, script, path);
  if (!isGone && random.chance(0.3)) {
    // It polls no more than once again, and is forgotten.
    polling.stop();
    await polling.ended;
    return specified('left without a word');
  }
  if (!isGone) {
    const { status } = await answerTo({ ...poll, method: 'DELETE' });
    if (status !== 202 && status !== 404) {
      return violation(`DELETE was answered ${status}`);
    }
  }
  const failure = await within(PATIENCE_MS, polling.ended);
  if (failure === undefined) {
    return violation('a poll was not answered');
  }
  return failure instanceof Error
    ? violation(failure.message)
    : specified(`poll ${failure} after ${records.farewell ?? (isGone ? 'nothing' : 'DELETE')}`);
}

/** Requests that find no connection, or should not; the server says no and lives. */
export async function strayRequest({ port, random, onSent }: SessionSetting): Promise<SessionEnd> {
  const method = random.pick(['GET', 'POST', 'DELETE', 'PUT', 'OPTIONS', 'PATCH', 'HEAD']);
  const path = random.pick([
    '/hub',
    '/hub/negotiate',
    '/hub/refresh',
    '/HUB/',
    '/hub/negotiate/',
    '/',
  ]);
  const query = random.pick([
    '',
    '?id=',
    '?id=unknown',
    '?negotiateVersion=1',
    '?negotiateVersion=-1&NegotiateVersion=x',
    '?id=%00%ff&access_token=secret',
    `?${'a=b&'.repeat(50)}`,
  ]);
  const headers = random.pick([
    '',
    'Accept: text/event-stream\r\n',
    'Origin: null\r\nAccess-Control-Request-Method: POST\r\n',
    'Upgrade: websocket\r\nConnection: Upgrade\r\n',
    'Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n',
    'Content-Length: 5\r\n',
    'Content-Length: -1\r\n',
    `X: ${'y'.repeat(random.below(20_000))}\r\n`,
  ]);
  const sound = `${method} ${path}${query} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`;
  const bytes = random.chance(0.5) ? Buffer.from(sound) : damaged(Buffer.from(sound), random);
  onSent('request', bytes);
  const status = await statusOf(port, bytes);
  if (status === undefined || status === 0) {
    return specified(status === 0 ? 'request never whole' : 'request cut');
  }
  return KNOWN_STATUSES.has(status)
    ? specified(`request answered ${status}`)
    : violation(`a request was answered ${status}`);
}

/** The address of a connection that has just been negotiated. */
export async function negotiated(port: number, query = ''): Promise<string> {
  const path = `/hub/negotiate?negotiateVersion=1${query}`;
  const answer = await answerTo({ port, method: 'POST', path });
  const { connectionToken } = JSON.parse(answer.body.toString()) as {
    readonly connectionToken: string;
  };
  return `/hub?id=${connectionToken}`;
}

/** Sends the script in bodies of several frames; true once the connection is gone. */
async function post(setting: SessionSetting, script: Script, path: string): Promise<boolean> {
  const { port, random, onSent } = setting;
  const waiting = [script.handshake];
  for (const [index, { bytes, hostility }] of script.frames.entries()) {
    onSent(hostility, bytes);
    waiting.push(bytes);
    if (index < script.frames.length - 1 && !random.chance(0.2)) {
      continue;
    }
    const body = Buffer.concat(waiting.splice(0));
    if (random.chance(0.01)) {
      abandonedPost({ port, method: 'POST', path, body });
      continue;
    }
    const { status } = await answerTo({ port, method: 'POST', path, body });
    if (status !== 200) {
      if (status !== 404) {
        throw new Error(`a POST was answered ${status}`);
      }
      return true;
    }
  }
  return false;
}

interface Hearing {
  /** What ended it: a status, `0` for the end of a stream, or an error of what was heard. */
  readonly ended: Promise<number | Error>;
}

function listen(response: IncomingMessage, records: ServerRecords | undefined): Hearing {
  const ended = new Promise<number | Error>((resolve) => {
    let text = '';
    response.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const events = text.split('\r\n\r\n');
      text = events.pop() ?? '';
      try {
        for (const event of events) {
          const lines = event.split('\r\n').filter((line) => line.startsWith('data: '));
          records?.push(Buffer.from(lines.map((line) => line.slice(6)).join('\n')));
        }
      } catch (error) {
        resolve(error instanceof Error ? error : new Error(String(error)));
      }
    });
    response.on('close', () => resolve(0));
  });
  return { ended };
}

function pollUntilGone(
  poll: { readonly port: number; readonly path: string; readonly method: string },
  records: ServerRecords | undefined,
): Hearing & { readonly stop: () => void } {
  let isStopped = false;
  const run = async (): Promise<number | Error> => {
    try {
      for (;;) {
        const { status, body } = await answerTo(poll);
        if (status !== 200 && !GONE.has(status)) {
          return new Error(`a poll was answered ${status}`);
        }
        if (body.length > 0 && status === 200) {
          records?.push(body);
        }
        if (GONE.has(status) || isStopped) {
          return status;
        }
      }
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  };
  return {
    ended: run(),
    stop: () => {
      isStopped = true;
    },
  };
}
