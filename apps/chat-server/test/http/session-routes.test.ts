import { describe, expect, it } from 'vitest';
import { RestClient } from '../support/rest-client.ts';
import { startTestServer } from '../support/test-server.ts';

const OPEN = { host: '0.0.0.0', invite: 'a-secret-for-the-test' };

function problem(code: string) {
  return { problem: expect.objectContaining({ code }) };
}

describe('signing in', () => {
  it('claims a name and sets a cookie that scripts and other sites cannot use', async () => {
    await using server = await startTestServer();
    const ana = new RestClient(server.url);
    expect((await ana.get('/api/session')).body).toEqual({ me: null, isInviteNeeded: false });

    const answer = await ana.post('/api/session', { name: '  Ana ' });
    expect(answer.body).toEqual({
      me: { id: expect.any(String), name: 'Ana' },
      isInviteNeeded: false,
    });
    expect(answer.headers.get('set-cookie')).toMatch(
      /^parley_session=[^;]+; Max-Age=15552000; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    expect((await ana.get('/api/session')).body).toEqual(answer.body);
  });

  it('refuses a name that is taken, whatever its case, and says how to be the same person', async () => {
    await using server = await startTestServer();
    await new RestClient(server.url).signIn('Ana');
    const answer = await new RestClient(server.url).post('/api/session', { name: 'ANA' });
    expect(answer.status).toBe(409);
    expect(answer.body).toEqual(problem('name-taken'));
    expect(JSON.stringify(answer.body)).toContain('link for another device');
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it.each([
    [{}, 'invalid-input'],
    [{ name: 7 }, 'invalid-input'],
    [{ name: 'Ana: hello' }, 'invalid-input'],
    [{ name: 'x'.repeat(33) }, 'invalid-input'],
    [null, 'invalid-input'],
    [[], 'invalid-input'],
  ])('refuses %j', async (body, code) => {
    await using server = await startTestServer();
    const answer = await new RestClient(server.url).post('/api/session', body);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual(problem(code));
  });

  it.each(['Llama', 'LLAMA', 'llama'])('lets nobody be the agent: %s', async (name) => {
    await using server = await startTestServer();
    const answer = await new RestClient(server.url).post('/api/session', { name });
    expect(answer.status).toBe(409);
  });

  it('holds over a restart', async () => {
    await using server = await startTestServer();
    const ana = new RestClient(server.url);
    await ana.signIn('Ana');
    await using restarted = await server.restart();
    const returned = new RestClient(restarted.url);
    returned.cookie = ana.cookie;
    expect((await returned.get('/api/session')).body).toMatchObject({ me: { name: 'Ana' } });
  });
});

describe('cookies of somebody else', () => {
  it('makes nobody of a cookie that was changed', async () => {
    await using server = await startTestServer();
    const ana = new RestClient(server.url);
    const bob = new RestClient(server.url);
    await ana.signIn('Ana');
    await bob.signIn('Bob');
    const { me } = (await bob.get('/api/session')).body as { me: { id: string } };

    const [version, , ...rest] = ana.cookie.split('.');
    ana.cookie = [version, me.id, ...rest].join('.');
    expect((await ana.get('/api/session')).body).toMatchObject({ me: null });
    expect((await ana.get('/api/rooms')).status).toBe(401);
  });

  it('makes nobody of another server’s cookie', async () => {
    await using one = await startTestServer();
    await using other = await startTestServer();
    const ana = new RestClient(one.url);
    await ana.signIn('Ana');
    const thief = new RestClient(other.url);
    thief.cookie = ana.cookie;
    expect((await thief.get('/api/session')).body).toMatchObject({ me: null });
  });
});

describe('signing out', () => {
  it('takes the cookie away, and a copy of it is worth nothing, even after a restart', async () => {
    await using server = await startTestServer();
    const ana = new RestClient(server.url);
    await ana.signIn('Ana');
    const copy = ana.cookie;
    const answer = await ana.delete('/api/session');
    expect(answer.body).toEqual({ me: null, isInviteNeeded: false });
    expect(answer.headers.get('set-cookie')).toMatch(/^parley_session=; Max-Age=0;/);

    ana.cookie = copy;
    expect((await ana.get('/api/session')).body).toMatchObject({ me: null });
    await using restarted = await server.restart();
    const returned = new RestClient(restarted.url);
    returned.cookie = copy;
    expect((await returned.get('/api/session')).body).toMatchObject({ me: null });
  });

  it('leaves the person’s other devices signed in', async () => {
    await using server = await startTestServer();
    const [desk, phone] = [new RestClient(server.url), new RestClient(server.url)];
    await desk.signIn('Ana');
    const { url } = (await desk.post('/api/session/link', undefined)).body as { url: string };
    await phone.post('/api/session/claim', { token: url.split('#link=')[1] });
    await desk.delete('/api/session');
    expect((await phone.get('/api/session')).body).toMatchObject({ me: { name: 'Ana' } });
  });
});

describe('another device', () => {
  it('is signed in as the same person by a link that works once', async () => {
    await using server = await startTestServer();
    const desk = new RestClient(server.url);
    await desk.signIn('Ana');
    const link = (await desk.post('/api/session/link', {})).body as {
      url: string;
      expiresAt: number;
    };
    expect(link.url).toMatch(/^http:\/\/localhost:\d+\/#link=[\w-]{43}$/);
    expect(link.expiresAt).toBeGreaterThan(Date.now());

    const token = link.url.split('#link=')[1];
    const phone = new RestClient(server.url);
    const claimed = await phone.post('/api/session/claim', { token });
    expect(claimed.body).toEqual((await desk.get('/api/session')).body);
    expect(phone.cookie).not.toBe(desk.cookie);

    const again = await new RestClient(server.url).post('/api/session/claim', { token });
    expect(again.status).toBe(404);
    expect(again.body).toEqual(problem('link-not-valid'));
  });

  it('does not stop being who it is by a link of somebody else’s', async () => {
    await using server = await startTestServer();
    const [ana, bob] = [new RestClient(server.url), new RestClient(server.url)];
    await ana.signIn('Ana');
    await bob.signIn('Bob');
    const { url } = (await bob.post('/api/session/link', {})).body as { url: string };
    const token = url.split('#link=')[1];

    const refused = await ana.post('/api/session/claim', { token });
    expect(refused.body).toEqual(problem('not-possible-now'));
    expect(refused.headers.getSetCookie()).toEqual([]);
    expect((await ana.get('/api/session')).body).toMatchObject({ me: { name: 'Ana' } });

    await ana.delete('/api/session');
    const claimed = await ana.post('/api/session/claim', { token });
    expect(claimed.body).toMatchObject({ me: { name: 'Bob' } });
  });

  it('gets no more links than a person needs', async () => {
    await using server = await startTestServer();
    const desk = new RestClient(server.url);
    await desk.signIn('Ana');
    const asked = await Promise.all(
      Array.from({ length: 21 }, () => desk.post('/api/session/link', {})),
    );
    expect(asked.filter(({ status }) => status === 200)).toHaveLength(20);
    const [refused] = asked.filter(({ status }) => status === 429);
    expect(refused?.body).toEqual(problem('rate-limited'));
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('needs somebody who is signed in', async () => {
    await using server = await startTestServer();
    const stranger = new RestClient(server.url);
    expect((await stranger.post('/api/session/link', undefined)).status).toBe(401);
    expect((await stranger.post('/api/session/claim', { token: 'guess' })).status).toBe(404);
    expect((await stranger.post('/api/session/claim', {})).status).toBe(400);
  });
});

describe('invites', () => {
  it('are needed beyond loopback, and their link says so', async () => {
    await using server = await startTestServer({ config: OPEN });
    expect(server.server.inviteUrl).toBe(`${server.server.url}/#invite=${OPEN.invite}`);
    const ana = new RestClient(server.url);
    expect((await ana.get('/api/session')).body).toEqual({ me: null, isInviteNeeded: true });

    const without = await ana.post('/api/session', { name: 'Ana' });
    expect(without.status).toBe(403);
    expect(without.body).toEqual(problem('invite-needed'));
    const wrong = await ana.post('/api/session', { name: 'Ana', invite: 'a guess' });
    expect(wrong.body).toEqual(problem('invite-needed'));
    const right = await ana.post('/api/session', { name: 'Ana', invite: OPEN.invite });
    expect(right.status).toBe(200);
  });

  it('are drawn once and kept where none is given', async () => {
    await using server = await startTestServer({ config: { host: '0.0.0.0' } });
    const secret = server.server.inviteUrl.split('#invite=')[1] ?? '';
    expect(secret).toHaveLength(43);
    await using restarted = await server.restart();
    expect(restarted.server.inviteUrl.split('#invite=')[1]).toBe(secret);
    await new RestClient(restarted.url).signIn('Ana', secret);
  });

  it('cannot be guessed: after ten wrong ones an address has to wait', async () => {
    await using server = await startTestServer({ config: OPEN });
    const thief = new RestClient(server.url);
    for (let guess = 0; guess < 10; guess += 1)
      await thief.post('/api/session', { name: 'Ana', invite: `guess ${guess}` });
    const answer = await thief.post('/api/session', { name: 'Ana', invite: OPEN.invite });
    expect(answer.status).toBe(429);
    expect(answer.body).toEqual(problem('rate-limited'));
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('count the guesses of each client behind a reverse proxy apart', async () => {
    const config = { publicUrl: 'https://chat.example' };
    await using server = await startTestServer({ config });
    const proxied = (address: string) => ({
      origin: 'https://chat.example',
      'x-forwarded-for': address,
    });
    const client = new RestClient(server.url);
    for (let guess = 0; guess < 11; guess += 1)
      await client.post('/api/session', { name: 'A', invite: 'no' }, proxied('203.0.113.1'));
    const body = { name: 'Ana', invite: server.server.inviteUrl.split('#invite=')[1] };
    const thief = await client.post('/api/session', body, proxied('203.0.113.1'));
    expect(thief.status).toBe(429);
    const guest = await client.post('/api/session', body, proxied('203.0.113.2'));
    expect(guest.status).toBe(200);
    expect(guest.headers.get('set-cookie')).toContain('; Secure');
  });
});
