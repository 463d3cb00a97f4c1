/** Complete answers with the headers that keep the page to itself. Rules: docs/spec/azure-service.md, AS-82. */

import type { ServerResponse } from 'node:http';

/** Scripts, styles and data come from the emulator alone, and none stands in the page itself. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export const PAGE_HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
} as const;

export interface PageAnswer {
  readonly status: number;
  /** With its character set. */
  readonly type: string;
  readonly body: string | Buffer;
}

/** To a request for the headers alone Node leaves the body out. */
export function sendPageAnswer(response: ServerResponse, answer: PageAnswer): void {
  response.writeHead(answer.status, {
    ...PAGE_HEADERS,
    'Content-Type': answer.type,
    'Content-Length': Buffer.byteLength(answer.body),
  });
  response.end(answer.body);
}

export function jsonAnswer(status: number, value: object): PageAnswer {
  return { status, type: 'application/json; charset=utf-8', body: JSON.stringify(value) };
}
