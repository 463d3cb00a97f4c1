import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { startEmulator } from '@parley/azure-signalr-emulator';
import { LanguageModelError } from '@parley/llm';
import { describe, expect, it } from 'vitest';
import { findOwnPort } from '../../../tools/test/support/find-own-port.ts';
import { createConfig, startServer, Terminal } from '../src/index.ts';
import { CARRIAGES } from './support/carriage.ts';
import { HubClient } from './support/hub-client.ts';
import { RestClient } from './support/rest-client.ts';
import { chosen, ScriptedModel } from './support/scripted-model.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { startTestServer } from './support/test-server.ts';
import { TextSink } from './support/text-sink.ts';

describe('starting', () => {
  it('names the port that is in use and the flag that changes it, and gives the folder back', async () => {
    using folder = temporaryFolder();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const config = createConfig({ port, data: folder.path, logLevel: 'silent' });
    const model = new ScriptedModel();
    await expect(startServer(config, { model: chosen(model) })).rejects.toMatchObject({
      code: 'address-in-use',
      exitCode: 1,
      message: expect.stringMatching(new RegExp(`^Port ${port} .*--port \\(PORT\\)`)),
    });
    expect(readdirSync(folder.path)).not.toContain('server.lock');
    other.close();
  });

  it('says so when the address is not of this machine', async () => {
    using folder = temporaryFolder();
    const config = createConfig({
      port: 0,
      host: '203.0.113.7',
      data: folder.path,
      logLevel: 'silent',
    });
    await expect(startServer(config, { model: chosen(new ScriptedModel()) })).rejects.toMatchObject(
      {
        code: 'address-unusable',
        message: expect.stringContaining('--host (PARLEY_HOST)'),
      },
    );
  });

  it('refuses a data folder that another server uses', async () => {
    await using server = await startTestServer();
    await expect(startServer(server.config)).rejects.toMatchObject({ code: 'data-folder-in-use' });
  });

  it('leaves a damaged history as it is and says where it lies', async () => {
    using folder = temporaryFolder();
    writeFileSync(folder.join('history.sqlite'), 'this is no database, and never was one');
    const config = createConfig({ port: 0, data: folder.path, logLevel: 'silent' });
    const started = startServer(config, { model: chosen(new ScriptedModel()) });
    await expect(started).rejects.toMatchObject({
      code: 'data-folder-unusable',
      message: expect.stringContaining(folder.join('history.sqlite')),
    });
    expect(readdirSync(folder.path)).not.toContain('server.lock');
  });

  it('lets people in while the model starts, and shows how it is doing', async () => {
    const model = new ScriptedModel('the test');
    const output = new TextSink();
    const terminal = new Terminal({ output, log: new TextSink() });
    await using server = await startTestServer({ model, terminal });
    expect(output.lines[0]).toBe(`Parley is at ${server.server.url}`);

    model.setStatus({ state: 'starting', step: 'loading', progress: 0.5 });
    await using ana = await HubClient.join(server.url, 'Ana');
    const { members } = await ana.enter();
    expect(members.find(({ kind }) => kind === 'agent')).toMatchObject({
      name: 'Llama',
      status: { state: 'starting', step: 'loading', progress: 0.5 },
      suggestions: ['@llama hello'],
    });
    model.setStatus({ state: 'ready' });
    const ready = await ana.event('member-changed', ({ member }) => member.kind === 'agent');
    expect(ready.member).toMatchObject({ status: { state: 'ready' } });
    expect(output.text).toContain('Llama is ready');
  });

  it('goes on without its model when the file is missing, and says why', async () => {
    using folder = temporaryFolder();
    const output = new TextSink();
    const terminal = new Terminal({ output, log: new TextSink() });
    const model = folder.join('missing.gguf');
    const config = createConfig({ port: 0, data: folder.path, model, logLevel: 'silent' });
    await using server = await startServer(config, { terminal });
    await output.wrote('People can talk without it.');
    expect(output.text).toContain(`Llama cannot answer: There is no model file at ${model}.`);

    await using ana = await HubClient.join(server.url, 'Ana');
    const { members, general } = await ana.enter();
    expect(members.find(({ kind }) => kind === 'agent')).toMatchObject({
      status: { state: 'failed', reason: expect.any(String) },
    });
    await ana.post(general, 'Is anybody here?');
  });

  it('[CH-92] runs without the service, says so, and is reached as soon as it is there', async () => {
    const port = await findOwnPort();
    const emulator = await startEmulator({ port });
    await emulator.close();
    const output = new TextSink();
    const terminal = new Terminal({ output, log: new TextSink() });
    const config = { azureSignalrConnectionString: emulator.connectionString };
    await using server = await startTestServer({ config, terminal });
    await output.wrote('people can open the page, but not connect.');
    const rest = new RestClient(server.url);
    expect((await rest.get('/')).status).not.toBe(500);
    expect((await rest.get('/readyz')).body).toMatchObject({ service: 'offline' });
    await rest.signIn('Ana');
    expect((await rest.get('/api/session')).body).toMatchObject({ isServiceAway: true });
    await expect(HubClient.connect(server.url, { cookie: rest.cookie })).rejects.toThrow();

    await using _back = await startEmulator({ port });
    await output.wrote('Azure SignalR Service is connected again.');
    await using ana = await HubClient.connect(server.url, { cookie: rest.cookie });
    await ana.post((await ana.enter()).general, 'here at last');
    expect((await rest.get('/readyz')).body).toMatchObject({ service: 'online' });
    expect((await rest.get('/api/session')).body).not.toHaveProperty('isServiceAway');
  });

  it('prints the invite link where joining needs it', async () => {
    const output = new TextSink();
    const terminal = new Terminal({ output, log: new TextSink() });
    const config = { host: '0.0.0.0', publicUrl: 'https://chat.example' };
    await using server = await startTestServer({ config, terminal });
    expect(output.lines).toContain(`People join by this link: ${server.server.inviteUrl}`);
    expect(server.server.inviteUrl).toMatch(/^https:\/\/chat\.example\/#invite=[\w-]{43}$/);
  });
});

describe('stopping', () => {
  it.each(CARRIAGES)(
    'keeps the reply in progress, marks it, and tells who is there, %s',
    async (carriage) => {
      await using server = await startTestServer({ carriage });
      await using ana = await HubClient.join(server.url, 'Ana');
      const { general } = await ana.enter();
      await ana.post(general, '@llama count to three');
      const reply = await server.model.nextReply();
      reply.write('One, ');
      const { message } = await ana.event('reply-started');
      await ana.replyText(message.id, 5);

      await using restarted = await server.restart();
      expect(server.model.isClosed).toBe(true);
      const end = await ana.event('reply-ended');
      expect(end).toMatchObject({ messageId: message.id, outcome: { kind: 'interrupted' } });

      await using bob = await HubClient.join(restarted.url, 'Bob');
      const { messages } = await bob.call('openRoom', { roomId: general });
      expect(messages.at(-1)).toMatchObject({
        kind: 'reply',
        text: 'One, ',
        state: { phase: 'ended', outcome: { kind: 'interrupted' } },
      });
    },
  );

  it('is done once, however often it is asked for', async () => {
    const server = await startTestServer();
    await Promise.all([server.server.close(), server.server.close()]);
    await server[Symbol.asyncDispose]();
  });

  it('does not wait for a model that has failed', async () => {
    const model = new ScriptedModel('the test');
    const server = await startTestServer({ model });
    model.fail(new LanguageModelError('out-of-memory', 'too large'));
    await server[Symbol.asyncDispose]();
    expect(model.isClosed).toBe(true);
  });
});

describe('the log', () => {
  it.each(CARRIAGES)(
    'holds no secret, cookie, token, query or text of a message, %s',
    async (carriage) => {
      const log = new TextSink();
      const output = new TextSink();
      const terminal = new Terminal({ output, log });
      const invite = 'open-sesame-open-sesame';
      const config = { invite, logLevel: 'debug', logFormat: 'json' } as const;
      await using server = await startTestServer({ carriage, config, terminal });
      if (carriage === 'azure') await output.wrote('is connected.');
      const rest = new RestClient(server.url);
      await rest.signIn('Ana', invite);
      await rest.post('/api/session', { name: 'Bob', invite: 'a wrong secret' });
      await rest.get(`/healthz?access_token=query-secret`);
      await rest.get(`/api/nothing/path-secret?x=query-secret`);
      const { url } = (await rest.post('/api/session/link', undefined)).body as { url: string };
      const token = url.split('#link=')[1] ?? 'none';
      await rest.post('/api/session/claim', { token });
      await rest.post('/api/session/claim', '{"token": broken-secret');
      await using ana = await HubClient.connect(server.url, { cookie: rest.cookie });
      await ana.post((await ana.enter()).general, 'between us');

      expect(log.text).toContain('/api/session/claim');
      const secrets = [
        invite,
        'wrong secret',
        'query-secret',
        'path-secret',
        token,
        'broken-secret',
      ];
      const cookie = rest.cookie.split('=')[1] ?? 'none';
      const [, accessKey = invite] =
        /AccessKey=([^;]+)/.exec(server.emulator?.connectionString ?? '') ?? [];
      for (const secret of [...secrets, cookie, accessKey, 'between us'])
        expect(log.text).not.toContain(secret);
    },
  );
});
