/** `/healthz`: the process answers. `/readyz`: it can keep what people say. */

import type { HistoryStore } from '@parley/chat-core';
import type { LanguageModel, ModelStatus } from '@parley/llm';
import type { FastifyInstance } from 'fastify';

export interface HealthRoutesOptions {
  readonly store: Pick<HistoryStore, 'checkHealth'>;
  readonly model: Pick<LanguageModel, 'status'>;
}

/** Body of `/readyz`. */
export interface Readiness {
  readonly status: 'ready' | 'unavailable';
  readonly store: 'ok' | 'failed';
  /** People can talk while it starts, and when it has failed, so it does not decide readiness. */
  readonly model: ModelStatus['state'];
}

export function addHealthRoutes(app: FastifyInstance, options: HealthRoutesOptions): void {
  app.get('/healthz', (_request, reply) => reply.send({ status: 'live' }));

  app.get('/readyz', async (request, reply) => {
    const model = options.model.status.state;
    try {
      await options.store.checkHealth();
      return await reply.send({ status: 'ready', store: 'ok', model } satisfies Readiness);
    } catch (error) {
      request.log.error({ err: error }, 'the history cannot be used');
      const readiness: Readiness = { status: 'unavailable', store: 'failed', model };
      return reply.code(503).send(readiness);
    }
  });
}
