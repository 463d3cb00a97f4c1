import { StorageError } from '@parley/chat-core';
import { LanguageModelError } from '@parley/llm';
import { fastify } from 'fastify';
import { expect, it } from 'vitest';
import { addHealthRoutes } from '../../src/http/health-routes.ts';
import { RestClient } from '../support/rest-client.ts';
import { ScriptedModel } from '../support/scripted-model.ts';
import { startTestServer } from '../support/test-server.ts';

it('is ready while the model starts and when it has failed, because people can talk', async () => {
  const model = new ScriptedModel('the test');
  await using server = await startTestServer({ model });
  const client = new RestClient(server.url);
  expect((await client.get('/healthz')).body).toEqual({ status: 'live' });

  model.setStatus({ state: 'starting', step: 'loading', progress: 0.5 });
  const readiness = await client.get('/readyz');
  expect(readiness.status).toBe(200);
  expect(readiness.body).toEqual({ status: 'ready', store: 'ok', model: 'starting' });

  model.fail(new LanguageModelError('model-invalid', 'broken'));
  expect((await client.get('/readyz')).body).toMatchObject({ status: 'ready', model: 'failed' });
});

it.each([
  ['connecting', 503, 'unavailable'],
  ['online', 200, 'ready'],
  ['offline', 503, 'unavailable'],
] as const)('[CH-92] says that the service is %s', async (state, status, expected) => {
  const app = fastify();
  const store = { checkHealth: async () => undefined };
  addHealthRoutes(app, { store, model: new ScriptedModel(), service: { state } });
  const readiness = await app.inject('/readyz');
  expect(readiness.statusCode).toBe(status);
  expect(readiness.json()).toEqual({
    status: expected,
    store: 'ok',
    model: 'stopped',
    service: state,
  });
});

it('is not ready when the history cannot be used', async () => {
  const checkHealth = async (): Promise<void> => {
    throw new StorageError('storage-full', 'no space left');
  };
  const app = fastify();
  addHealthRoutes(app, { store: { checkHealth }, model: new ScriptedModel(), service: undefined });
  const readiness = await app.inject('/readyz');
  expect(readiness.statusCode).toBe(503);
  expect(readiness.json()).toEqual({ status: 'unavailable', store: 'failed', model: 'stopped' });
  expect((await app.inject('/healthz')).statusCode).toBe(200);
});
