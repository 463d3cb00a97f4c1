/** The HTTP side: REST for what is not real-time, health, and the page. */

import { fastify, LogController } from 'fastify';
import type { FastifyBaseLogger, FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { refusal, refusalOfError } from '../refusals.ts';
import { addHealthRoutes } from './health-routes.ts';
import type { HealthRoutesOptions } from './health-routes.ts';
import type { OriginPolicy } from './origin-policy.ts';
import { addPageRoutes, sendPage } from './page-routes.ts';
import { addRequestGuard } from './request-guard.ts';
import { addRoomRoutes } from './room-routes.ts';
import type { RoomRoutesOptions } from './room-routes.ts';
import { securityHeaders } from './security-headers.ts';
import { sendRefusal } from './send-outcome.ts';
import { addSessionRoutes } from './session-routes.ts';
import type { SessionRoutesOptions } from './session-routes.ts';

/** 16 KiB: the largest body is a name or a token. */
const MAX_BODY_BYTES = 16 * 1024;

export interface HttpAppOptions {
  readonly logger: FastifyBaseLogger;
  readonly originPolicy: OriginPolicy;
  /** Whether the address of a client is what a reverse proxy on this machine says. */
  readonly isBehindProxy: boolean;
  /** Folder of the built page. */
  readonly pageRoot: string;
  /** Beside this server, what the page may connect to. */
  readonly connectOrigins: readonly string[];
  readonly session: SessionRoutesOptions;
  readonly rooms: RoomRoutesOptions;
  readonly health: HealthRoutesOptions;
}

/** Ready to listen. */
export async function createHttpApp(options: HttpAppOptions): Promise<FastifyInstance> {
  const headers = securityHeaders(options.connectOrigins);
  const app: FastifyInstance = fastify({
    loggerInstance: options.logger,
    // Fastify's lines hold query strings; ours do not.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: options.isBehindProxy ? 'loopback' : false,
    bodyLimit: MAX_BODY_BYTES,
    // An address that is none is answered before any hook of ours.
    frameworkErrors: (error, _request, reply) => {
      void sendError(error, reply.headers(headers));
    },
    forceCloseConnections: 'idle',
  });
  addJsonParser(app);
  addRequestLog(app);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers);
    if (isApi(request.url)) reply.header('cache-control', 'no-store');
  });
  addRequestGuard(app, options.originPolicy);
  app.setErrorHandler<FastifyError>((error, _request, reply) => sendError(error, reply));
  app.setNotFoundHandler((request, reply) => {
    if (!isApi(request.url) && sendPage(request, reply) !== undefined) return reply;
    const { problem } = refusal('invalid-input', 'There is nothing at this address.');
    return reply.code(404).send({ problem });
  });

  addHealthRoutes(app, options.health);
  addSessionRoutes(app, options.session);
  addRoomRoutes(app, options.rooms);
  await addPageRoutes(app, options.pageRoot);
  await app.ready();
  return app;
}

function isApi(url: string): boolean {
  return /^\/api(?:[/?]|$)/.test(url);
}

/** JSON alone; a request without a body has none, whatever its headers say. */
function addJsonParser(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') return done(null, undefined);
    try {
      done(null, JSON.parse(body.toString()));
    } catch (error) {
      done(Object.assign(new Error('not JSON', { cause: error }), { statusCode: 400 }));
    }
  });
}

/** The pattern of the route stands for the address, so that neither ids nor queries are logged. */
function addRequestLog(app: FastifyInstance): void {
  app.addHook('onResponse', (request, reply, done) => {
    const fields = {
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime),
    };
    request.log.debug(fields, 'request');
    done();
  });
}

function sendError(error: FastifyError, reply: FastifyReply): FastifyReply {
  const known = refusalOfError(error);
  if (known !== undefined) {
    reply.log.error({ err: error }, 'the history could not be used');
    return sendRefusal(reply, known);
  }
  const status = error.statusCode ?? 500;
  if (status >= 400 && status < 500) {
    const { problem } = refusal('invalid-input', sentenceOf(status));
    return reply.code(status).send({ problem });
  }
  reply.log.error({ err: error }, 'a request failed');
  const { problem } = refusal('not-possible-now', 'Something went wrong on the server.');
  return reply.code(500).send({ problem });
}

function sentenceOf(status: number): string {
  if (status === 413) return 'This is more than the server takes at once.';
  if (status === 415) return 'Send JSON, with content-type application/json.';
  return 'The server could not read this request.';
}
