/** `/healthz`: the process answers. `/readyz`: people can connect, and what they say can be kept. */

import type { AzureSignalRState } from '@parley/azure-signalr';
import type { HistoryStore } from '@parley/chat-core';
import type { LanguageModel, ModelStatus } from '@parley/llm';
import type { FastifyInstance, FastifyRequest } from 'fastify';

export interface HealthRoutesOptions {
  readonly store: Pick<HistoryStore, 'checkHealth'>;
  readonly model: Pick<LanguageModel, 'status'>;
  /** What carries clients to the hub, where it is not this server. */
  readonly service: { readonly state: AzureSignalRState } | undefined;
}

/** Body of `/readyz`. */
export interface Readiness {
  readonly status: 'ready' | 'unavailable';
  readonly store: 'ok' | 'failed';
  /** People can talk while it starts, and when it has failed, so it does not decide readiness. */
  readonly model: ModelStatus['state'];
  /** Nobody can connect while it is not `online`. Absent where clients connect to this server itself. */
  readonly service?: AzureSignalRState;
}

export function addHealthRoutes(app: FastifyInstance, options: HealthRoutesOptions): void {
  app.get('/healthz', (_request, reply) => reply.send({ status: 'live' }));

  app.get('/readyz', async (request, reply) => {
    const store = await storeHealth(options, request);
    const service = options.service?.state;
    const isReady = store === 'ok' && (service === undefined || service === 'online');
    const readiness: Readiness = {
      status: isReady ? 'ready' : 'unavailable',
      store,
      model: options.model.status.state,
      ...(service !== undefined && { service }),
    };
    return reply.code(isReady ? 200 : 503).send(readiness);
  });
}

async function storeHealth(
  { store }: HealthRoutesOptions,
  request: FastifyRequest,
): Promise<Readiness['store']> {
  try {
    await store.checkHealth();
    return 'ok';
  } catch (error) {
    request.log.error({ err: error }, 'the history cannot be used');
    return 'failed';
  }
}
