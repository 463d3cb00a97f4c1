/** Refuses, before any route, requests of other sites' pages and bodies that are not JSON. */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refusal } from '../refusals.ts';
import type { OriginPolicy } from './origin-policy.ts';
import { sendRefusal } from './send-outcome.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const WRONG_HOST =
  'This server is for this machine alone: open it as localhost, or start it with --host or --public-url.';
const WRONG_ORIGIN = 'A page of another site asked for this, so it was not done.';

export function addRequestGuard(app: FastifyInstance, policy: OriginPolicy): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (!refuse(request, reply, policy)) done();
  });
}

function refuse(request: FastifyRequest, reply: FastifyReply, policy: OriginPolicy): boolean {
  const { host, origin } = request.headers;
  if (!policy.isHostAllowed(host)) {
    void sendRefusal(reply, refusal('wrong-origin', WRONG_HOST));
    return true;
  }
  if (SAFE_METHODS.has(request.method)) return false;
  if (!policy.isOriginAllowed(origin, host)) {
    void sendRefusal(reply, refusal('wrong-origin', WRONG_ORIGIN));
    return true;
  }
  if (hasBody(request) && !isJson(request.headers['content-type'])) {
    const wrongType = refusal('invalid-input', 'Send JSON, with content-type application/json.');
    void reply.code(415).send({ problem: wrongType.problem });
    return true;
  }
  return false;
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function isJson(contentType: string | undefined): boolean {
  return contentType?.split(';')[0]?.trim().toLowerCase() === 'application/json';
}
