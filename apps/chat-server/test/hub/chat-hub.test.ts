import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HttpTransportType } from '@microsoft/signalr';
import { memberIdSchema } from '@parley/chat-protocol';
import { describe, expect, it } from 'vitest';
import {
  encodeSession,
  SESSION_COOKIE,
  SESSION_LIFETIME_MS,
} from '../../src/sessions/session-cookie.ts';
import { HubClient } from '../support/hub-client.ts';
import { RestClient } from '../support/rest-client.ts';
import { CARRIAGES } from '../support/carriage.ts';
import { createFastTime, createManualTime } from '../support/server-times.ts';
import { startTestServer } from '../support/test-server.ts';
import type { TestServer, TestServerOptions } from '../support/test-server.ts';

const TRANSPORTS = [
  HttpTransportType.WebSockets,
  HttpTransportType.ServerSentEvents,
  HttpTransportType.LongPolling,
] as const;

describe.each(CARRIAGES)('the hub, %s', (carriage) => {
  const start = (options: TestServerOptions = {}): Promise<TestServer> =>
    startTestServer({ carriage, ...options });

  describe('two people and the agent', () => {
    it('shows everybody the same messages and the same growing reply, each by who wrote it', async () => {
      await using server = await start();
      await using ana = await HubClient.join(server.url, 'Ana');
      await using bob = await HubClient.join(server.url, 'Bob');
      const { me, general, inviteUrl } = await ana.enter();
      expect(inviteUrl).toBe(`${server.server.url}/`);
      const bobId = (await bob.enter()).me;

      await bob.post(general, 'The boat leaves at nine.');
      const question = await ana.post(general, '@llama when does it leave?');
      expect(
        (await bob.event('message-posted', (e) => e.message.id === question.id)).message,
      ).toEqual(question);

      const reply = await server.model.nextReply();
      expect(reply.request.transcript).toMatchObject({
        agent: 'Llama',
        handle: 'llama',
        heard: [{ by: 'person', name: 'Bob', text: 'The boat leaves at nine.' }],
        question: { name: 'Ana', text: '@llama when does it leave?' },
      });
      reply.write('At ');
      reply.write('nine.');
      reply.end();

      for (const client of [ana, bob]) {
        const { message } = await client.event('reply-started');
        expect(message).toMatchObject({ questionId: question.id, askedBy: me });
        const end = await client.event('reply-ended');
        expect(end).toMatchObject({
          messageId: message.id,
          length: 8,
          outcome: { kind: 'complete' },
        });
        expect(await client.replyText(message.id, 8)).toBe('At nine.');
      }
      const { messages } = await bob.call('openRoom', { roomId: general });
      expect(messages.map(({ authorId, text }) => [authorId, text])).toEqual([
        [bobId, 'The boat leaves at nine.'],
        [me, '@llama when does it leave?'],
        ['agent', 'At nine.'],
      ]);
    });

    it.each(TRANSPORTS)('works over transport %i', async (transport) => {
      await using server = await start();
      const rest = new RestClient(server.url);
      await rest.signIn('Ana');
      await using ana = await HubClient.connect(server.url, { cookie: rest.cookie }, transport);
      const { general } = await ana.enter();
      const message = await ana.post(general, 'hello');
      expect((await ana.event('message-posted')).message).toEqual(message);
    });
  });

  describe('identity', () => {
    it('is needed', async () => {
      await using server = await start();
      await expect(HubClient.connect(server.url, {})).rejects.toThrow(/401/);
      await expect(
        HubClient.connect(server.url, { cookie: 'parley_session=v1.agent.x.1.AAAA' }),
      ).rejects.toThrow(/401/);
    });

    it('is the cookie’s, whatever a client says of itself', async () => {
      await using server = await start();
      await using ana = await HubClient.join(server.url, 'Ana');
      await using bob = await HubClient.join(server.url, 'Bob');
      const { me, general } = await ana.enter();
      const outcome = await bob.ask('postMessage', {
        roomId: general,
        clientMessageId: 'c1',
        text: 'I am Ana.',
        replyTo: null,
        authorId: me,
        memberId: me,
        name: 'Ana',
      });
      const { me: bobId } = await bob.enter();
      expect(outcome).toMatchObject({ ok: true, value: { authorId: bobId } });
    });

    it('refuses a page of another site', async () => {
      await using server = await start();
      const rest = new RestClient(server.url);
      await rest.signIn('Ana');
      const negotiate = '/hub/negotiate?negotiateVersion=1';
      expect((await rest.post(negotiate, undefined)).status).toBe(200);
      const evil = { origin: 'http://evil.example' };
      expect((await rest.post(negotiate, undefined, evil)).status).toBe(403);
      const headers = { cookie: rest.cookie, ...evil };
      await expect(HubClient.connect(server.url, headers)).rejects.toThrow();
    });

    it('[CH-91] ends a connection whose session signed out after it negotiated', async () => {
      await using server = await start();
      const rest = new RestClient(server.url);
      await rest.signIn('Ana');
      const { cookie } = rest;
      let hasSignedOut = false;
      const connecting = HubClient.connectLate(server.url, { cookie }, async () => {
        await rest.delete('/api/session');
        hasSignedOut = true;
      });
      const ana = await connecting.catch(() => undefined);
      await ana?.closed;
      expect(hasSignedOut).toBe(true);
      expect(ana?.heard ?? []).toEqual([]);

      await using bob = await HubClient.join(server.url, 'Bob');
      const { members } = await bob.enter();
      const names = members.filter((member) => member.kind === 'person' && member.isOnline);
      expect(names.map(({ name }) => name)).toEqual(['Bob']);
    });

    it('[CH-91] ends a connection with its session’s time', async () => {
      const time = createManualTime();
      await using server = await start({ time });
      const rest = new RestClient(server.url);
      await rest.signIn('Ana');
      const [, member = ''] = rest.cookie.split('=')[1]?.split('.') ?? [];
      const leftMs = 10_000;
      const session = {
        memberId: memberIdSchema.parse(member),
        id: 'ending',
        issuedAt: time.chat.now() - SESSION_LIFETIME_MS + leftMs,
      };
      const stored = readFileSync(join(server.config.data, 'session.key'), 'utf8');
      const key = Buffer.from(stored, 'base64url');
      const cookie = `${SESSION_COOKIE}=${encodeSession(session, key)}`;
      const ana = await HubClient.connect(server.url, { cookie });
      time.hub.advance(leftMs - 2_000);
      await ana.enter();
      time.hub.advance(2_000);
      await ana.closed;
    });

    it('ends the connections of a session that signs out', async () => {
      await using server = await start();
      const rest = new RestClient(server.url);
      await rest.signIn('Ana');
      await using ana = await HubClient.connect(server.url, { cookie: rest.cookie });
      const closed = new Promise((resolve) => ana.connection.onclose(resolve));
      await ana.enter();
      await rest.delete('/api/session');
      await closed;
      expect(ana.connection.state).toBe('Disconnected');
    });
  });

  describe('input', () => {
    const message = { roomId: 'r', clientMessageId: 'c', text: 'x', replyTo: null };
    it.each<[string, string, unknown[]]>([
      ['postMessage', 'without input', []],
      ['postMessage', 'with null', [null]],
      ['postMessage', 'without text', [{ ...message, text: '  ' }]],
      ['postMessage', 'with too much text', [{ ...message, text: 'x'.repeat(8001) }]],
      ['postMessage', 'with an id that is none', [{ ...message, roomId: '../etc' }]],
      ['createRoom', 'with an invisible name', [{ name: '\u202Eroom' }]],
      ['renameRoom', 'without a name', [{ roomId: 'r' }]],
      ['joinRoom', 'with a name', ['general']],
      ['leaveRoom', 'with a number', [7]],
      ['openRoom', 'after a negative', [{ roomId: 'r', known: { sequence: -1, unfinished: [] } }]],
      ['stopTurn', 'with an object for an id', [{ roomId: 'r', turnId: {} }]],
      ['regenerate', 'with a list', [[]]],
      ['readReply', 'from within a byte', [{ roomId: 'r', messageId: 'm', offset: 1.5 }]],
    ])('%s %s is refused with a sentence, and the connection lives on', async (...row) => {
      const [method, , values] = row;
      await using server = await start();
      await using ana = await HubClient.join(server.url, 'Ana');
      expect(await ana.ask(method, ...values)).toEqual({
        ok: false,
        problem: { code: 'invalid-input', message: expect.stringMatching(/.\.$/) },
      });
      await ana.enter();
    });

    it('refuses rooms that the member is not in, and rooms that are not there', async () => {
      await using server = await start();
      await using ana = await HubClient.join(server.url, 'Ana');
      await using bob = await HubClient.join(server.url, 'Bob');
      const room = await ana.call('createRoom', { name: 'plans' });
      expect(await bob.ask('openRoom', { roomId: room.id })).toMatchObject({
        problem: { code: 'not-a-member' },
      });
      expect(await bob.ask('openRoom', { roomId: 'nowhere' })).toMatchObject({
        problem: { code: 'room-not-found' },
      });
    });

    it('takes more than 64 KiB from nobody', async () => {
      await using server = await start();
      await using ana = await HubClient.join(server.url, 'Ana');
      await expect(ana.ask('createRoom', { name: 'x'.repeat(70_000) })).rejects.toThrow();
      await using bob = await HubClient.join(server.url, 'Bob');
      await bob.enter();
    });
  });

  describe('rooms', () => {
    it('tells all connections of a member of a room that it joins on one, until it leaves', async () => {
      await using server = await start();
      await using ana = await HubClient.join(server.url, 'Ana');
      const rest = new RestClient(server.url);
      await rest.signIn('Bob');
      await using desk = await HubClient.connect(server.url, { cookie: rest.cookie });
      await using phone = await HubClient.connect(server.url, { cookie: rest.cookie });

      const room = await ana.call('createRoom', { name: 'plans' });
      await ana.post(room.id, 'before');
      await desk.call('joinRoom', { roomId: room.id });
      await ana.post(room.id, 'between');
      const heard = await phone.event('message-posted');
      expect(heard.message.text).toBe('between');

      await phone.call('leaveRoom', { roomId: room.id });
      await ana.post(room.id, 'after');
      const { general } = await ana.enter();
      const last = await ana.post(general, 'last');
      for (const client of [desk, phone]) {
        await client.event('message-posted', ({ message }) => message.id === last.id);
        const texts = client.heard
          .filter(({ name }) => name === 'message-posted')
          .map(({ payload }) => (payload as { message: { text: string } }).message.text);
        expect(texts).toEqual(['between', 'last']);
      }
    });

    it('tells all connections of a room made over REST', async () => {
      await using server = await start();
      const rest = new RestClient(server.url);
      await rest.signIn('Ana');
      await using ana = await HubClient.connect(server.url, { cookie: rest.cookie });
      const { id } = (await rest.post('/api/rooms', { name: 'plans' })).body as { id: never };
      const message = await ana.post(id, 'hello');
      expect((await ana.event('message-posted')).message).toEqual(message);
    });
  });

  describe('presence', () => {
    it('is there while one of the member’s connections is', async () => {
      // What costs is gathered for ten seconds: a tenth of one of these.
      await using server = await start({ time: createFastTime(100) });
      await using ana = await HubClient.join(server.url, 'Ana');
      const rest = new RestClient(server.url);
      await rest.signIn('Bob');
      const desk = await HubClient.connect(server.url, { cookie: rest.cookie });
      const phone = await HubClient.connect(server.url, { cookie: rest.cookie });
      const { me } = await phone.enter();
      const isBobOnline = (expected: boolean) =>
        ana.event(
          'member-changed',
          ({ member }) =>
            member.id === me && member.kind === 'person' && member.isOnline === expected,
        );
      await isBobOnline(true);
      await desk.connection.stop();
      await phone.enter();
      ana.heard.length = 0;
      await phone.connection.stop();
      await isBobOnline(false);
    });
  });

  describe('rates', () => {
    it('bounds a member’s messages, with a plain answer, and nobody else’s', async () => {
      await using server = await start({ config: { messagesPerMinute: 3 } });
      await using ana = await HubClient.join(server.url, 'Ana');
      await using bob = await HubClient.join(server.url, 'Bob');
      const { general } = await ana.enter();
      for (let sent = 0; sent < 3; sent += 1) await ana.post(general, `message ${sent}`);
      const refused = await ana.ask('postMessage', {
        roomId: general,
        clientMessageId: 'c4',
        text: 'one too many',
        replyTo: null,
      });
      expect(refused).toMatchObject({
        ok: false,
        problem: { code: 'rate-limited', retryAfterMs: expect.any(Number) },
      });
      await bob.post(general, 'I may');
    });

    it('bounds a member’s calls to the agent', async () => {
      await using server = await start({ config: { callsPerMinute: 1 } });
      await using ana = await HubClient.join(server.url, 'Ana');
      const { general } = await ana.enter();
      await ana.post(general, '@llama one');
      await expect(ana.post(general, '@llama two')).rejects.toThrow(/rate-limited/);
      await ana.post(general, 'and without a call');
    });
  });
});
