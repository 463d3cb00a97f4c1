/**
 * Which pages may connect: the origin rule, and the CORS headers that tell a browser its result.
 *
 * WebSockets are outside CORS, so an upgrade is checked and refused; for everything else the browser does the
 * refusing when the headers are missing. Rules: docs/spec/signalr-transports.md, ST-12 to ST-16 and ST-115.
 */

import type { IncomingMessage } from 'node:http';
import type { AnswerHeaders } from '../http/plain-answer.ts';
import type { Logger } from '../logger.ts';

/** Whether a page of this origin may send this request. */
export type OriginRule = (origin: string, request: IncomingMessage) => boolean;

/** Same host and port as the request was sent to. The scheme is not compared: a proxy may end TLS. */
export const isSameOrigin: OriginRule = (origin, request) => {
  const host = request.headers.host;
  if (host === undefined || !URL.canParse(origin)) {
    return false;
  }
  const page = new URL(origin);
  const target = `${page.protocol}//${host}`;
  return URL.canParse(target) && new URL(target).host === page.host && page.host !== '';
};

/** The same rule, which never throws: what fails is logged, and nothing but `true` is a yes. */
export function createGuardedRule(rule: OriginRule, logger: Logger): OriginRule {
  return (origin, request) => {
    try {
      return rule(origin, request) === true;
    } catch (error) {
      logger.error({ error }, 'the origin rule failed');
      return false;
    }
  };
}

/** Whether the request comes from a page that may connect, or from no page at all. */
export function isRequestAllowed(request: IncomingMessage, rule: OriginRule): boolean {
  const origin = request.headers.origin;
  return origin === undefined || rule(origin, request);
}

/** Headers for every answer. Credentials are allowed, so the origin is named and never `*`. */
export function corsHeaders(request: IncomingMessage, rule: OriginRule): AnswerHeaders {
  const origin = request.headers.origin;
  if (origin === undefined || !rule(origin, request)) {
    return { Vary: 'Origin' };
  }
  return {
    Vary: 'Origin',
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Allow-Credentials': 'true',
  };
}

/** Whether a browser asks for permission before its real request. */
export function isPreflight(request: IncomingMessage): boolean {
  return (
    request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined
  );
}

/** What else the answer to a preflight carries when its origin is allowed. */
export function preflightHeaders(request: IncomingMessage): AnswerHeaders {
  return {
    'Access-Control-Allow-Methods': 'GET, POST, DELETE',
    'Access-Control-Allow-Headers':
      request.headers['access-control-request-headers'] ??
      'x-requested-with, x-signalr-user-agent, authorization, content-type',
    'Access-Control-Max-Age': '600',
  };
}
