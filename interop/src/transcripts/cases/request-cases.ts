/** Which request is refused, and how: every combination of a transport's state and a request. */

import type { OutgoingHttpHeaders } from 'node:http';
import { ask } from '../http-exchange.ts';
import type { Scene, TranscriptCase } from '../scene.ts';

const EVENT_STREAM = { accept: 'text/event-stream' };
const UNKNOWN = 'AAAAAAAAAAAAAAAAAAAAAA';

interface Request {
  readonly name: string;
  readonly method: string;
  readonly headers?: OutgoingHttpHeaders;
}

const REQUESTS: readonly Request[] = [
  { name: 'poll', method: 'GET' },
  { name: 'event stream', method: 'GET', headers: EVENT_STREAM },
  { name: 'post', method: 'POST' },
  { name: 'delete', method: 'DELETE' },
  { name: 'put', method: 'PUT' },
  { name: 'patch', method: 'PATCH' },
  { name: 'head', method: 'HEAD' },
  { name: 'options', method: 'OPTIONS' },
];

/** What puts a new connection on its transport; it is at work afterwards. */
const OPENINGS = {
  WebSockets: async (scene: Scene, token: string) => {
    await scene.socket(`/hub?id=${token}`);
  },
  ServerSentEvents: async (scene: Scene, token: string) => {
    const path = `/hub?id=${token}`;
    const response = await ask(scene.baseUrl, { method: 'GET', path, headers: EVENT_STREAM });
    scene.record(`event stream → ${response.statusCode}`);
    await new Promise((resolve) => response.once('data', resolve));
  },
  LongPolling: async (scene: Scene, token: string) => {
    await scene.http({ method: 'GET', path: `/hub?id=${token}` });
  },
};

export const requestCases: readonly TranscriptCase[] = [
  ...REQUESTS.flatMap((request) => [
    single(`${request.name} without an id`, '/hub', request),
    single(`${request.name} with an empty id`, '/hub?id=', request),
    single(`${request.name} of an unknown id`, `/hub?id=${UNKNOWN}`, request),
    single(`${request.name} without a user`, `/secure?id=${UNKNOWN}`, request),
    single(`${request.name} with a slash`, `/hub/?id=${UNKNOWN}`, request),
    single(`${request.name} on an endpoint of sockets`, '/only-sockets?id=x', request),
    single(`${request.name} on an endpoint of polls`, '/only-polling?id=x', request),
  ]),
  ...Object.entries(OPENINGS).flatMap(([name, open]) =>
    REQUESTS.map((request) => ({
      name: `${request.name} on ${name}`,
      run: async (scene: Scene) => {
        if (request.name === 'poll' && name === 'LongPolling') {
          return;
        }
        const { token } = await scene.negotiate('/hub');
        await open(scene, token);
        await scene.http({ ...request, path: `/hub?id=${token}` });
      },
    })),
  ),
  ...Object.entries(OPENINGS).map(([name, open]) => ({
    name: `WebSocket on ${name}`,
    run: async (scene: Scene) => {
      const { token } = await scene.negotiate('/hub');
      await open(scene, token);
      await scene.socket(`/hub?id=${token}`);
    },
  })),
  upgrade('of an unknown id', `/hub?id=${UNKNOWN}`),
  upgrade('with an empty id', '/hub?id='),
  upgrade('on an endpoint of polls', '/only-polling'),
  upgrade('without a user', '/secure'),
  upgrade('with a user', '/secure?access_token=alice-token'),
  upgrade('on no endpoint', '/nothing'),
  {
    name: 'the name of the id in capitals',
    run: async (scene) => {
      const { token } = await scene.negotiate('/hub');
      await scene.http({ method: 'GET', path: `/hub?ID=${token}` });
    },
  },
  {
    name: 'the id instead of the token',
    run: async (scene) => {
      const { connectionId } = await scene.negotiate('/hub');
      await scene.http({ method: 'GET', path: `/hub?id=${connectionId}` });
    },
  },
  {
    name: "another hub's token",
    run: async (scene) => {
      const { token } = await scene.negotiate('/hub');
      await scene.http({ method: 'GET', path: `/detailed?id=${token}` });
    },
  },
  {
    name: "another user's poll",
    run: async (scene) => {
      const { token } = await scene.negotiate('/secure', { authorization: 'Bearer alice-token' });
      const path = `/secure?id=${token}`;
      await scene.http({ method: 'GET', path, headers: { authorization: 'Bearer bob-token' } });
    },
  },
];

function single(name: string, path: string, request: Request): TranscriptCase {
  return { name, run: async (scene) => void (await scene.http({ ...request, path })) };
}

function upgrade(name: string, path: string): TranscriptCase {
  return { name: `WebSocket ${name}`, run: async (scene) => void (await scene.socket(path)) };
}
