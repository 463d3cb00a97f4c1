/** One case against one server: what it may do, each of which leaves its record. */

import type { OutgoingHttpHeaders } from 'node:http';
import { comparedHeaders, exchange } from './http-exchange.ts';
import type { HttpAnswer, HttpQuestion } from './http-exchange.ts';
import type { WireProtocol } from './hub-records.ts';
import { RawHub } from './raw-hub.ts';
import { openWebSocket } from './raw-web-socket.ts';
import type { RawWebSocket } from './raw-web-socket.ts';
import { Transcript } from './transcript.ts';

/** What the scripts are written in. */
export interface TranscriptCase {
  readonly name: string;
  readonly run: (scene: Scene) => Promise<void>;
}

export interface Negotiated {
  readonly connectionId: string;
  /** What requests carry. */
  readonly token: string;
  /** What they are for, the token in it: of the server, or of where it sent the client. */
  readonly address: URL;
  /** What they carry besides. */
  readonly headers: OutgoingHttpHeaders;
}

interface NegotiateAnswer {
  readonly connectionId: string;
  readonly connectionToken: string;
  /** In the place of both, where the client is to negotiate instead. */
  readonly url?: string;
  readonly accessToken?: string;
}

export class Scene {
  readonly baseUrl: string;
  readonly transcript = new Transcript();
  readonly #endings: (() => void)[] = [];

  constructor(baseUrl: string) {
    this.baseUrl = baseUrl;
  }

  /** Asks and records the answer. */
  async http(question: HttpQuestion): Promise<HttpAnswer> {
    const answer = await exchange(this.baseUrl, question);
    this.record(`${question.method} ${question.path} → ${describe(answer)}`);
    return answer;
  }

  /** As `http`, recorded later by the caller's `await`. */
  later(question: HttpQuestion): Promise<HttpAnswer> {
    return exchange(this.baseUrl, question);
  }

  recordAnswer(what: string, answer: HttpAnswer): void {
    this.record(`${what} → ${describe(answer)}`);
  }

  /** Not recorded: every case of negotiate itself asks with `http`. */
  async negotiate(hub: string, headers: OutgoingHttpHeaders = {}): Promise<Negotiated> {
    const here = new URL(hub, this.baseUrl);
    const path = `${hub}/negotiate?negotiateVersion=1`;
    const answer = await this.#ask({ method: 'POST', path, headers });
    if (answer.url === undefined) {
      return negotiated(answer, here, headers);
    }
    const there = new URL(answer.url);
    const elsewhere = { authorization: `Bearer ${answer.accessToken}` };
    const { pathname, search } = there;
    const question = { method: 'POST', path: `${pathname}negotiate${search}`, headers: elsewhere };
    return negotiated(await this.#ask(question, there.origin), there, elsewhere);
  }

  /** Records the answer to the upgrade; `undefined` where it is refused. */
  async socket(path: string, headers: OutgoingHttpHeaders = {}): Promise<RawWebSocket | undefined> {
    const opening = await openWebSocket(new URL(path, this.baseUrl), headers);
    const { response } = opening;
    if (opening.kind === 'open') {
      this.record(`upgrade ${path} → 101 ${comparedHeaders(response)}`);
      this.#endings.push(() => opening.socket.destroy());
      return opening.socket;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of response) {
      chunks.push(chunk as Buffer);
    }
    const body = Buffer.concat(chunks);
    const answer = { status: response.statusCode ?? 0, headers: comparedHeaders(response), body };
    this.record(`upgrade ${path} → ${describe(answer)}`);
    return undefined;
  }

  /** A hub connection on WebSockets that has sent its handshake and recorded the answer. */
  async hub(path: string, protocol: WireProtocol = 'json', user?: string): Promise<RawHub> {
    const hub = await this.quietHub(path, protocol, user);
    hub.shakeHands();
    await hub.receive(1);
    return hub;
  }

  /** A hub connection before its handshake. */
  async quietHub(path: string, protocol: WireProtocol = 'json', user?: string): Promise<RawHub> {
    const authorization = user === undefined ? {} : { authorization: `Bearer ${user}-token` };
    const { address, headers, connectionId } = await this.negotiate(path, authorization);
    const opening = await openWebSocket(address, headers);
    if (opening.kind === 'refused') {
      throw new Error(`The WebSocket was refused: ${opening.response.statusCode}`);
    }
    this.#endings.push(() => opening.socket.destroy());
    return new RawHub({
      socket: opening.socket,
      protocol,
      connectionId,
      record: (text) => this.record(text),
    });
  }

  async #ask(question: HttpQuestion, baseUrl = this.baseUrl): Promise<NegotiateAnswer> {
    const { body } = await exchange(baseUrl, question);
    return JSON.parse(body.toString()) as NegotiateAnswer;
  }

  record(text: string): void {
    this.transcript.add(text);
  }

  end(): void {
    for (const ending of this.#endings) {
      ending();
    }
  }
}

function negotiated(
  { connectionId, connectionToken: token }: NegotiateAnswer,
  address: URL,
  headers: OutgoingHttpHeaders,
): Negotiated {
  address.searchParams.set('id', token);
  return { connectionId, token, address, headers };
}

function describe({ status, headers, body }: HttpAnswer): string {
  return `${status} ${headers} ${JSON.stringify(body.toString('utf8'))}`;
}
