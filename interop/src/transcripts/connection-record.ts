/** What one SignalR connection said and was told, whatever transport carried it. */

import { HubRecords } from './hub-records.ts';
import type { WireProtocol } from './hub-records.ts';

const CONTENT_LENGTH = /content-length: \d+/;

/** Who leaves says so, and is told so; whether there is still somebody to tell is chance. */
const FAREWELLS = new Set(['{"type":7}', '[7, nil, false]', '[7, nil]']);

export class ConnectionRecord {
  readonly #negotiations: string[] = [];
  /** Polls and posts come in as many pieces as they happen to: each kind of answer counts once. */
  readonly #exchanges = new Set<string>();
  readonly #toClient: string[] = [];
  readonly #toServer: string[] = [];
  readonly #server: HubRecords;
  readonly #client: HubRecords;
  #events = '';

  constructor(protocol: WireProtocol) {
    this.#server = new HubRecords(protocol);
    this.#client = new HubRecords(protocol);
  }

  negotiate(record: string): void {
    this.#negotiations.push(record);
  }

  /** Whether the last poll or the farewell comes first is chance, so that neither is recorded. */
  exchange(record: string): void {
    if (record.startsWith('DELETE') || record.includes('→ 204')) {
      return;
    }
    this.#exchanges.add(record.replace(CONTENT_LENGTH, 'content-length: n'));
  }

  fromServer(bytes: Uint8Array): void {
    this.#toClient.push(...this.#server.read(bytes));
  }

  fromClient(bytes: Uint8Array): void {
    this.#toServer.push(...this.#client.read(bytes));
  }

  /** A piece of an event stream. */
  event(chunk: Buffer): void {
    this.#events += chunk.toString('latin1');
    for (let end = this.#events.indexOf('\r\n\r\n'); end !== -1;) {
      const lines = this.#events.slice(0, end).split('\r\n');
      this.#events = this.#events.slice(end + 4);
      const data = lines.filter((line) => line.startsWith('data: ')).map((line) => line.slice(6));
      this.fromServer(Buffer.from(data.join('\n'), 'latin1'));
      end = this.#events.indexOf('\r\n\r\n');
    }
  }

  get records(): readonly string[] {
    return [...this.negotiations, ...this.exchanges, ...this.messages];
  }

  /** More than one where the first sends the client elsewhere. */
  get negotiations(): readonly string[] {
    return this.#negotiations;
  }

  get exchanges(): readonly string[] {
    return [...this.#exchanges].sort();
  }

  /** Each direction in its order; between the two there is none. */
  get messages(): readonly string[] {
    return [
      ...this.#toServer.filter(isNoFarewell).map((text) => `client: ${text}`),
      ...this.#toClient.filter(isNoFarewell).map((text) => `server: ${text}`),
    ];
  }
}

function isNoFarewell(text: string): boolean {
  return !FAREWELLS.has(text);
}
