/** Short complete answers, to a request and to an upgrade that is refused. */

import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** A refusal with its sentence, exactly as ASP.NET Core words it. */
export interface PlainAnswer {
  readonly status: number;
  readonly text: string;
}

/** By name; the values are complete. */
export type AnswerHeaders = Readonly<Record<string, string>>;

export function setHeaders(response: ServerResponse, headers: AnswerHeaders): void {
  for (const [name, value] of Object.entries(headers)) {
    response.setHeader(name, value);
  }
}

export function sendPlainAnswer(response: ServerResponse, answer: PlainAnswer): void {
  if (response.destroyed || response.headersSent) {
    return;
  }
  response.statusCode = answer.status;
  response.setHeader('Content-Type', 'text/plain');
  // A 204 has no body, and so no length either (RFC 9110, 8.6).
  if (answer.status !== 204) {
    response.setHeader('Content-Length', Buffer.byteLength(answer.text));
  }
  response.end(answer.text);
}

/** An upgrade has no `ServerResponse`: the answer is written by hand, and the socket is done for. */
export function refuseUpgrade(socket: Duplex, answer: PlainAnswer): void {
  socket.once('finish', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}\r\n` +
      'Connection: close\r\n' +
      'Content-Type: text/plain\r\n' +
      `Content-Length: ${Buffer.byteLength(answer.text)}\r\n\r\n` +
      answer.text,
  );
}
