import { describe, expect, it } from 'vitest';
import { rawStatus } from '../support/raw-request.ts';
import { RestClient } from '../support/rest-client.ts';
import { startTestServer } from '../support/test-server.ts';

describe('pages of other sites', () => {
  it('cannot change anything', async () => {
    await using server = await startTestServer();
    const ana = new RestClient(server.url);
    await ana.signIn('Ana');
    const evil = { origin: 'http://evil.example' };
    const answer = await ana.post('/api/rooms', { name: 'plans' }, evil);
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ problem: { code: 'wrong-origin' } });
    expect((await ana.delete('/api/session', { headers: evil })).status).toBe(403);
    expect((await ana.post('/api/session', { name: 'Eve' }, { origin: 'null' })).status).toBe(403);
    expect((await ana.get('/api/rooms')).body).toHaveLength(1);
  });

  it('must be of the public address behind a reverse proxy', async () => {
    const config = { publicUrl: 'http://chat.example', invite: 'a secret for the test' };
    await using server = await startTestServer({ config });
    const ana = new RestClient(server.url);
    const body = { name: 'Ana', invite: config.invite };
    expect((await ana.post('/api/session', body)).status).toBe(403);
    const answer = await ana.post('/api/session', body, { origin: 'http://chat.example' });
    expect(answer.status).toBe(200);
  });
});

describe('names that point at this machine', () => {
  it.each(['/', '/api/session', '/healthz', '/hub'])('are refused at %s', async (path) => {
    await using server = await startTestServer();
    const headers = { host: `evil.example:${server.server.port}` };
    expect(await rawStatus(server.url + path, { headers })).toBe(403);
  });

  it('are refused by the hub’s negotiation, whoever is signed in', async () => {
    await using server = await startTestServer();
    const ana = new RestClient(server.url);
    await ana.signIn('Ana');
    const url = `${server.url}/hub/negotiate?negotiateVersion=1`;
    const own = { cookie: ana.cookie, host: '127.0.0.1' };
    expect(await rawStatus(url, { method: 'POST', headers: own })).toBe(200);
    const evil = { cookie: ana.cookie, host: 'evil.example' };
    expect(await rawStatus(url, { method: 'POST', headers: evil })).toBe(403);
  });
});

describe('bodies', () => {
  it.each([
    ['text/plain', '{"name":"Ana"}', 415],
    ['application/x-www-form-urlencoded', 'name=Ana', 415],
    ['application/json', '{"name":', 400],
    ['application/json', `"${'x'.repeat(20_000)}"`, 413],
    ['application/json; charset=utf-8', '{"name":"Ana"}', 200],
  ])('of %s: %#', async (contentType, body, status) => {
    await using server = await startTestServer();
    const client = new RestClient(server.url);
    const answer = await client.post('/api/session', body, { 'content-type': contentType });
    expect(answer.status).toBe(status);
    if (status !== 200)
      expect(answer.body).toMatchObject({ problem: { message: expect.stringMatching(/\.$/) } });
  });
});

describe('answers', () => {
  it('say what their page may load, and who may see them', async () => {
    await using server = await startTestServer();
    const client = new RestClient(server.url);
    for (const path of ['/', '/api/session', '/api/nothing', '/healthz']) {
      const { headers } = await client.get(path);
      expect(headers.get('content-security-policy'), path).toMatch(
        /default-src 'none'; script-src 'self'; .*frame-ancestors 'none'/,
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
    const { headers } = await client.get('/api/session');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('[CH-93] let the page connect to this server, and to a service that carries the hub', async () => {
    const ours = "connect-src 'self';";
    const service =
      'Endpoint=https://a.example;ClientEndpoint=http://127.0.0.1:1/signalr;AccessKey=k';
    for (const [azureSignalrConnectionString, expected] of [
      [undefined, ours],
      [service, "connect-src 'self' http://127.0.0.1:1 ws://127.0.0.1:1;"],
    ]) {
      await using server = await startTestServer({ config: { azureSignalrConnectionString } });
      const { headers } = await new RestClient(server.url).get('/');
      expect(headers.get('content-security-policy')).toContain(expected);
    }
  });

  it('are JSON where there is no such route', async () => {
    await using server = await startTestServer();
    const client = new RestClient(server.url);
    const html = { headers: { accept: 'text/html' } };
    for (const path of ['/api/nothing', '/api', '/api/rooms/x/y/z?q=1']) {
      const answer = await client.get(path, html);
      expect(answer.status).toBe(404);
      expect(answer.body).toMatchObject({ problem: { code: 'invalid-input' } });
    }
    expect((await client.post('/api/nothing', {})).status).toBe(404);
  });

  it('are a sentence where the address is none', async () => {
    await using server = await startTestServer();
    const answer = await new RestClient(server.url).get('/api/%zz');
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ problem: { code: 'invalid-input' } });
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });
});
