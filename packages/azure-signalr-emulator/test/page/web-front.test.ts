import { get, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { EPOCH_MS } from '../../../signalr-server/test/support/manual-clock.ts';
import type { PageState } from '../../src/page/page-state.ts';
import { ask, startFrontServer } from '../support/front-server.ts';

const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

/** The data of the events of a stream, as they come. */
async function* eventsOf(url: string): AsyncGenerator<PageState> {
  const request = get(`${url}/page/live`, { agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) {
    text += chunk;
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events.filter((part) => part.startsWith('data: '))) {
      yield JSON.parse(event.slice('data: '.length));
    }
  }
}

async function next(events: AsyncGenerator<PageState>): Promise<PageState> {
  const { value } = await events.next();
  return value;
}

describe('the page', () => {
  test('[AS-82] is files of the emulator alone, with headers that keep other scripts and sites out', async () => {
    await using front = await startFrontServer();
    const page = await ask(front.url);
    const linked = [...page.text.matchAll(/(?:src|href)="(\/[^"]*)"/g)].map(
      ([, path = '']) => path,
    );

    expect(page.status).toBe(200);
    expect(page.headers['content-security-policy']).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self';/,
    );
    expect(page.headers['content-security-policy']).not.toContain('unsafe');
    expect(page.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    expect(page.text).not.toMatch(/<script(?![^>]* src=)|<style| style=| on[a-z]+=/);
    expect(linked).toContain('/page/page.js');
    for (const path of linked) {
      expect((await ask(`${front.url}${path}`)).status).toBe(200);
    }
  });

  test('[AS-82] has every file that its scripts import', async () => {
    await using front = await startFrontServer();
    const wanted = ['page.js'];
    for (const file of wanted) {
      const script = await ask(`${front.url}/page/${file}`);
      expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
      const imported = script.text.matchAll(/from '\.\/([^']+)'/g);
      wanted.push(
        ...Array.from(imported, ([, name = '']) => name).filter((name) => !wanted.includes(name)),
      );
    }

    expect(wanted).toContain('minute-chart.js');
  });

  test('[AS-82] is for reading', async () => {
    await using front = await startFrontServer();

    expect((await ask(front.url, { method: 'HEAD' })).text).toBe('');
    expect((await ask(front.url, { method: 'POST', body: 'x' })).status).toBe(405);
  });

  test.each([
    'localhost:8888',
    'LOCALHOST',
    '127.0.0.1',
    '192.168.1.7:80',
    '[::1]:8888',
    'emulator:1',
    'a.localhost',
  ])('[AS-83] is shown as %s', async (host) => {
    await using front = await startFrontServer();

    expect((await ask(front.url, { headers: { host } })).status).toBe(200);
  });

  test.each([
    'evil.example',
    'localhost.evil.example:8888',
    '127.0.0.1.evil.example',
    'a b',
    'evil.localhost.',
  ])('[AS-83] is not shown as %s', async (host) => {
    await using front = await startFrontServer();

    for (const path of ['/', '/page/live']) {
      const answer = await ask(`${front.url}${path}`, { headers: { host } });
      expect(answer.status).toBe(421);
      expect(answer.text).not.toContain('AccessKey');
    }
  });
});

describe('what the page is told', () => {
  test('[AS-84] comes at once, and then when something has changed, looked at each second', async () => {
    await using front = await startFrontServer();
    const events = eventsOf(front.url);
    expect(await next(events)).toMatchObject({ clientCount: 0, startedAt: EPOCH_MS });

    const changed = next(events);
    front.clock.advance(3000);
    front.refusals.note({ who: 'client', hub: 'chat', status: 401, reason: 'No.' });
    front.clock.advance(1000);
    expect((await changed).refusals).toEqual([
      { who: 'client', hub: 'chat', status: 401, reason: 'No.', at: EPOCH_MS + 3000 },
    ]);
    await events.return(undefined);
  });

  test('[AS-84] goes to twenty at most, and nothing is looked at when nobody looks', async () => {
    await using front = await startFrontServer();
    const viewers = Array.from({ length: 20 }, () => eventsOf(front.url));
    await Promise.all(viewers.map(next));

    expect((await ask(`${front.url}/page/live`)).status).toBe(503);
    expect(front.clock.hasTimer(1000)).toBe(true);
    await Promise.all(viewers.map((viewer) => viewer.return(undefined)));
    await front.disconnected();
    expect(front.clock.hasTimer(1000)).toBe(false);
  });

  test('[AS-84] is not begun for who asks for the headers alone', async () => {
    await using front = await startFrontServer();

    const answer = await ask(`${front.url}/page/live`, { method: 'HEAD' });

    expect(answer).toMatchObject({ status: 200, text: '' });
    expect(front.clock.hasTimer(1000)).toBe(false);
  });

  test('[AS-81] has no access key but the one that everybody knows', async () => {
    await using known = await startFrontServer();
    await using secret = await startFrontServer({ accessKey: 'mine;a-secret-of-mine' });
    const [shown, hidden] = await Promise.all([
      next(eventsOf(known.url)),
      next(eventsOf(secret.url)),
    ]);

    expect(shown.connectionString).toContain(
      'AccessKey=ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ABCDEFGH;',
    );
    expect(hidden.connectionString).toBe(
      'Endpoint=http://localhost;Port=8888;AccessKey=<your key>;Version=1.0;',
    );
    expect(JSON.stringify(hidden)).not.toContain('a-secret-of-mine');
  });
});

describe('an address that is meant for programs', () => {
  test('[AS-85] explains itself to a browser', async () => {
    await using front = await startFrontServer();
    const client = await ask(`${front.url}/client/?hub=chat`, { headers: HTML });
    const server = await ask(`${front.url}/server`, { headers: HTML });
    const nowhere = await ask(`${front.url}/chat`, { headers: HTML });

    expect([client.status, server.status, nowhere.status]).toEqual([400, 426, 404]);
    expect(client.text).toContain('<h1>This is where SignalR clients connect</h1>');
    expect(server.text).toContain('<h1>This is where app servers connect</h1>');
    expect(nowhere.text).toContain('<h1>There is nothing here</h1>');
  });

  test('[AS-85] explains itself to a program in JSON', async () => {
    await using front = await startFrontServer();
    const server = await ask(`${front.url}/server/?hub=chat`);

    expect(server.status).toBe(426);
    expect(JSON.parse(server.text)).toMatchObject({ code: 'NotHere' });
    expect((await ask(`${front.url}/nowhere`)).headers['content-type']).toBe(
      'application/json; charset=utf-8',
    );
  });

  test('[AS-85] is left to clients and servers', async () => {
    await using front = await startFrontServer();
    const asked = [
      ask(`${front.url}/client/?hub=chat&id=1`),
      ask(`${front.url}/client/negotiate?hub=chat`, { method: 'POST' }),
      ask(`${front.url}/client/negotiate?hub=chat`, { method: 'OPTIONS' }),
      ask(`${front.url}/client/?hub=chat&id=1`, { method: 'DELETE' }),
      ask(`${front.url}/client/?hub=chat`, { headers: { accept: 'text/event-stream' } }),
    ];

    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(asked.map(() => 299));
  });
});

describe('the REST API', () => {
  test.each(['/api/health', '/api/v1/health'])(
    '[AS-86] says at %s that all is well',
    async (path) => {
      await using front = await startFrontServer();

      expect((await ask(`${front.url}${path}`)).status).toBe(200);
      expect((await ask(`${front.url}${path}`, { method: 'HEAD' })).status).toBe(200);
    },
  );

  test.each([
    ['POST', '/api/v1/hubs/chat', 'chat'],
    ['PUT', '/api/v1/hubs/chat/groups/g/connections/c', 'chat'],
    ['POST', '/api/hubs/chat/:send?api-version=2022-06-01', 'chat'],
    ['HEAD', '/api/hubs/chat/users/ana', 'chat'],
    ['GET', '/api/v1/other', ''],
  ])('[AS-87] refuses %s %s in plain words', async (method, path, hub) => {
    await using front = await startFrontServer();
    const answer = await ask(`${front.url}${path}`, { method });

    expect(answer.status).toBe(501);
    expect(front.refusals.newest).toMatchObject([{ who: 'rest', hub, status: 501 }]);
    if (method !== 'HEAD') {
      expect(JSON.parse(answer.text)).toEqual({
        code: 'NotImplemented',
        message: expect.stringContaining('Microsoft has an emulator of the serverless mode'),
      });
    }
  });

  test('[AS-88] gives the access key for a token of Entra where that is asked for', async () => {
    const path = '/api/v1/auth/accessKey?serverId=one';
    await using refusing = await startFrontServer({ accessKey: 'a-secret-of-mine' });
    await using accepting = await startFrontServer({
      accessKey: 'a-secret-of-mine',
      acceptsEntraTokens: true,
    });
    const headers = { authorization: 'Bearer anything' };

    const refused = await ask(`${refusing.url}${path}`, { headers });
    expect(refused.status).toBe(501);
    expect(refused.text).toContain('--accept-entra');
    expect((await ask(`${accepting.url}${path}`)).status).toBe(401);
    expect(JSON.parse((await ask(`${accepting.url}${path}`, { headers })).text)).toEqual({
      KeyId: 'emulator',
      AccessKey: 'a-secret-of-mine',
    });
  });
});
