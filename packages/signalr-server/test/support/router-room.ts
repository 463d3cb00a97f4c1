/** Four connections on the servers of a farm: what the contract of every router is tried on. */

import { JsonHubProtocol, MessagePackHubProtocol } from '@parley/signalr-protocol';
import type { Audience, Router } from '../../src/hubs/routing/router.ts';
import { message } from './message.ts';
import { RecordedRecipient } from './recorded-recipient.ts';

/** The routers of one hub on the servers of one farm. */
export interface RouterFarm {
  /** That of server 0 or 1; the same one where there is but one server. */
  routerFor(index: number): Router;
  /** Makes it a connection of that server. Default: its router is told. */
  connect?(recipient: RecordedRecipient, index: number): Promise<void>;
  /** Whether an end that is known is known to all: then there is no such connection. Default: false. */
  readonly forgetsAtTheEnd?: boolean;
  /** The recipients have been removed before. */
  close(): Promise<void>;
}

export const JSON_PROTOCOL = new JsonHubProtocol();
const MESSAGE_PACK = new MessagePackHubProtocol();

/** Connections 1 and 3 are on server 0, 2 and 4 on server 1; 1 and 2 are one user, 4 has none. */
export class RouterRoom {
  readonly ann: RecordedRecipient;
  readonly annToo: RecordedRecipient;
  readonly bob: RecordedRecipient;
  readonly guest: RecordedRecipient;
  readonly #farm: RouterFarm;
  /** Those that the routers have. */
  readonly #present: Set<RecordedRecipient>;
  #marks = 0;

  private constructor(farm: RouterFarm) {
    const here = { router: farm.routerFor(0) };
    const there = { router: farm.routerFor(1) };
    this.#farm = farm;
    this.ann = new RecordedRecipient({ ...here, connectionId: '1', userId: 'ann' });
    this.annToo = new RecordedRecipient({ ...there, connectionId: '2', userId: 'ann' });
    this.bob = new RecordedRecipient({ ...here, connectionId: '3', userId: 'bob' });
    this.guest = new RecordedRecipient({ ...there, connectionId: '4', protocol: MESSAGE_PACK });
    this.#present = new Set([this.ann, this.annToo, this.bob, this.guest]);
  }

  static async open(farm: RouterFarm): Promise<RouterRoom> {
    const room = new RouterRoom(farm);
    for (const [recipient, index] of [
      [room.ann, 0],
      [room.annToo, 1],
      [room.bob, 0],
      [room.guest, 1],
    ] as const) {
      await (farm.connect?.(recipient, index) ?? recipient.router.add(recipient));
    }
    return room;
  }

  /** What is said of a connection that ended before it was asked. */
  sentenceOfTheEnd(connectionId: string): string {
    const end = this.#farm.forgetsAtTheEnd === true ? 'does not exist.' : 'disconnected.';
    return `Connection '${connectionId}' ${end}`;
  }

  async close(): Promise<void> {
    for (const recipient of this.#present) {
      await this.remove(recipient);
    }
    await this.#farm.close();
  }

  async remove(recipient: RecordedRecipient): Promise<void> {
    this.#present.delete(recipient);
    await recipient.remove();
  }

  /** Ids of those who get a message to the audience, as often as they get it, whoever sends it. */
  async reachedBy(audience: Audience, router: Router): Promise<readonly string[]> {
    const all = [this.ann, this.annToo, this.bob, this.guest];
    const before = all.map(({ received }) => received.length);
    await router.send(audience, message('hello'));
    await this.allHearFrom(router);
    return all.flatMap(({ connectionId, heard }, index) =>
      heard.slice(before[index]).flatMap((target) => (target === 'hello' ? [connectionId] : [])),
    );
  }

  /** Whatever this router sent before has arrived, or never will: everybody has a later message. */
  async allHearFrom(router: Router): Promise<void> {
    this.#marks += 1;
    const mark = `mark ${this.#marks}`;
    await router.send({ to: 'all' }, message(mark));
    for (const recipient of this.#present) {
      if (!recipient.aborted.aborted) {
        await recipient.hears(mark);
      }
    }
  }
}

/** The room of the test that runs, and the router that everything is asked of. */
export type AskedRoom = () => { readonly room: RouterRoom; readonly router: Router };
