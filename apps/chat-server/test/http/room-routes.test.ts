import type { HeardTranscript, HistoryPage, Room } from '@parley/chat-protocol';
import { describe, expect, it } from 'vitest';
import { HubClient } from '../support/hub-client.ts';
import { RestClient } from '../support/rest-client.ts';
import { startTestServer } from '../support/test-server.ts';

describe('rooms', () => {
  it('are listed and made by who is signed in', async () => {
    await using server = await startTestServer();
    const ana = new RestClient(server.url);
    expect((await ana.get('/api/rooms')).status).toBe(401);
    expect((await ana.post('/api/rooms', { name: 'plans' })).status).toBe(401);
    await ana.signIn('Ana');

    const made = await ana.post('/api/rooms', { name: ' the  plans ' });
    expect(made.body).toMatchObject({ name: 'the plans', lastSequence: 0 });
    const rooms = (await ana.get('/api/rooms')).body as Room[];
    expect(rooms.map(({ name }) => name)).toEqual(['general', 'the plans']);

    const again = await ana.post('/api/rooms', { name: 'THE plans' });
    expect(again.status).toBe(409);
    expect(again.body).toMatchObject({ problem: { code: 'room-name-taken' } });
    expect((await ana.post('/api/rooms', { name: '' })).status).toBe(400);
  });
});

describe('history', () => {
  it('comes in pages, oldest first, to the members of the room', async () => {
    await using server = await startTestServer();
    const rest = new RestClient(server.url);
    await rest.signIn('Ana');
    await using ana = await HubClient.connect(server.url, { cookie: rest.cookie });
    const { general } = await ana.enter();
    for (let sent = 1; sent <= 5; sent += 1) await ana.post(general, `message ${sent}`);

    const page = async (query: string) => {
      const answer = await rest.get(`/api/rooms/${general}/messages${query}`);
      expect(answer.status).toBe(200);
      const { messages, hasEarlier } = answer.body as HistoryPage;
      return { texts: messages.map(({ text }) => text), hasEarlier };
    };
    expect(await page('?limit=2')).toEqual({ texts: ['message 4', 'message 5'], hasEarlier: true });
    expect(await page('?before=4&limit=3')).toEqual({
      texts: ['message 1', 'message 2', 'message 3'],
      hasEarlier: false,
    });
    expect((await page('')).texts).toHaveLength(5);
  });

  it.each(['?limit=0', '?limit=201', '?before=-1', '?before=x', '?limit=1e99'])(
    'refuses %s',
    async (query) => {
      await using server = await startTestServer();
      const ana = new RestClient(server.url);
      await ana.signIn('Ana');
      const answer = await ana.get(`/api/rooms/general/messages${query}`);
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ problem: { code: 'invalid-input' } });
    },
  );

  it('is for members of the room', async () => {
    await using server = await startTestServer();
    const [ana, bob] = [new RestClient(server.url), new RestClient(server.url)];
    await ana.signIn('Ana');
    await bob.signIn('Bob');
    const { id } = (await ana.post('/api/rooms', { name: 'plans' })).body as Room;
    expect((await bob.get(`/api/rooms/${id}/messages`)).status).toBe(403);
    expect((await bob.get('/api/rooms/nowhere/messages')).status).toBe(404);
    expect((await bob.get('/api/rooms/..%2F..%2Fetc/messages')).status).toBe(400);
  });
});

describe('transcript', () => {
  it('says what the agent was given for a reply', async () => {
    await using server = await startTestServer();
    const rest = new RestClient(server.url);
    await rest.signIn('Ana');
    await using ana = await HubClient.connect(server.url, { cookie: rest.cookie });
    const { general } = await ana.enter();
    await ana.post(general, 'The boat leaves at nine.');
    await ana.post(general, '@llama when?');
    const { message } = await ana.event('reply-started');

    const path = `/api/rooms/${general}/replies/${message.id}/transcript`;
    const answer = await rest.get(path);
    expect(answer.body as HeardTranscript).toMatchObject({
      heard: [{ by: 'person', name: 'Ana', text: 'The boat leaves at nine.' }],
      omitted: 0,
      question: { name: 'Ana', text: '@llama when?' },
    });
    const missing = await rest.get(`/api/rooms/${general}/replies/none/transcript`);
    expect(missing.status).toBe(404);
  });
});
