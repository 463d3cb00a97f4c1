/** Long polling from its first poll to its end. */

import type { HttpQuestion } from '../http-exchange.ts';
import type { Scene, TranscriptCase } from '../scene.ts';

const HANDSHAKE = '{"protocol":"json","version":1}\u001e';

export const pollingCases: readonly TranscriptCase[] = [
  {
    name: 'polls of a call',
    run: async (scene) => {
      const { token } = await opened(scene);
      await post(scene, token, invocation('1', 'EchoText', 'hello'));
      await scene.http(poll(token));
      await post(scene, token, invocation('2', 'Nothing') + invocation('3', 'ThrowReadable'));
      await pollFor(2, scene, token);
    },
  },
  {
    name: 'a poll that nothing comes for',
    run: async (scene) => {
      const { token } = await opened(scene, '/short-polls');
      await scene.http(poll(token, '/short-polls'));
      await post(scene, token, invocation('1', 'EchoText', 'later'), '/short-polls');
      await scene.http(poll(token, '/short-polls'));
    },
  },
  {
    name: 'a poll while one waits',
    run: async (scene) => {
      const { token } = await opened(scene);
      const first = scene.later(poll(token));
      await arrived();
      const second = scene.later(poll(token));
      scene.recordAnswer('first poll', await first);
      await post(scene, token, invocation('1', 'EchoText', 'for the second'));
      scene.recordAnswer('second poll', await second);
    },
  },
  {
    name: 'an abort while a poll waits',
    run: async (scene) => {
      const { token } = await opened(scene);
      const waiting = scene.later(poll(token));
      await arrived();
      await post(scene, token, invocation(undefined, 'Abort'));
      scene.recordAnswer('the waiting poll', await waiting);
      await scene.http(poll(token));
      await scene.http(poll(token));
    },
  },
  {
    name: 'a close message of the client',
    run: async (scene) => {
      const { token } = await opened(scene);
      const waiting = scene.later(poll(token));
      await arrived();
      await post(scene, token, '{"type":7}\u001e');
      scene.recordAnswer('the waiting poll', await waiting);
      await scene.http(poll(token));
      await scene.http(poll(token));
    },
  },
  {
    name: 'a delete while a poll waits',
    run: async (scene) => {
      const { token } = await opened(scene);
      const waiting = scene.later(poll(token));
      await arrived();
      await scene.http({ method: 'DELETE', path: `/hub?id=${token}` });
      scene.recordAnswer('the waiting poll', await waiting);
      await scene.http(poll(token));
      await scene.http({ method: 'DELETE', path: `/hub?id=${token}` });
      await post(scene, token, '{"type":6}\u001e');
    },
  },
  {
    name: 'a delete before the first poll',
    run: async (scene) => {
      const { token } = await scene.negotiate('/hub');
      await scene.http({ method: 'DELETE', path: `/hub?id=${token}` });
    },
  },
  {
    name: 'a refused handshake on polls',
    run: async (scene) => {
      const { token } = await scene.negotiate('/hub');
      await scene.http(poll(token));
      await post(scene, token, '{"protocol":"soap","version":1}\u001e');
      await scene.http(poll(token));
      await scene.http(poll(token));
      await scene.http(poll(token));
    },
  },
  {
    name: 'posts in pieces, and several messages in one',
    run: async (scene) => {
      const { token } = await opened(scene);
      const whole = invocation('1', 'EchoText', 'in pieces');
      await post(scene, token, whole.slice(0, 20));
      await post(scene, token, '');
      await post(scene, token, whole.slice(20) + invocation('2', 'EchoText', 'behind'));
      await pollFor(2, scene, token);
    },
  },
  {
    name: 'an oversize message in posts',
    run: async (scene) => {
      const { token } = await opened(scene);
      await post(scene, token, 'x'.repeat(33_000));
      await scene.http(poll(token));
      await scene.http(poll(token));
      await scene.http(poll(token));
    },
  },
];

/** Records what so many messages bring, however many polls they come in. */
async function pollFor(count: number, scene: Scene, token: string): Promise<void> {
  let text = '';
  while (text.split('\u001e').length <= count) {
    const { status, body } = await scene.later(poll(token));
    if (status !== 200) {
      break;
    }
    text += body.toString('utf8');
  }
  scene.record(`polls → ${JSON.stringify(text)}`);
}

async function opened(scene: Scene, hub = '/hub'): Promise<{ token: string }> {
  const { token } = await scene.negotiate(hub);
  await scene.http(poll(token, hub));
  await post(scene, token, HANDSHAKE, hub);
  await scene.http(poll(token, hub));
  return { token };
}

function poll(token: string, hub = '/hub'): HttpQuestion {
  return { method: 'GET', path: `${hub}?id=${token}` };
}

async function post(scene: Scene, token: string, body: string, hub = '/hub'): Promise<void> {
  const headers = { 'content-type': 'text/plain;charset=UTF-8' };
  await scene.http({ method: 'POST', path: `${hub}?id=${token}`, headers, body });
}

function invocation(
  invocationId: string | undefined,
  target: string,
  ...parameters: unknown[]
): string {
  return `${JSON.stringify({ type: 1, invocationId, target, arguments: parameters })}\u001e`;
}

/** Long enough for a request on this machine to be waiting. */
function arrived(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 150);
  });
}
