/** Clients that the service moves in whatever order. Rules: docs/spec/azure-signalr.md, AZ-165 to AZ-167. */

import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import type { ServiceMessage } from '@parley/azure-signalr-protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ManualClock } from '../../../signalr-server/test/support/manual-clock.ts';
import { AzureSignalRError } from '../../src/errors.ts';
import { ClientLine } from '../../src/links/client-line.ts';
import type { HeardClient } from '../support/client-fixture.ts';
import { ClientOnTwo, noteOf } from '../support/client-on-two.ts';
import { joinGroup } from '../support/link-fixture.ts';

const OPERATIONS = [
  'send',
  'call',
  'pause',
  'resume-on-first',
  'resume-on-second',
  'close',
  'closed',
  'wait',
] as const;
type Operation = (typeof OPERATIONS)[number];

const LEAVING_TIMEOUT_MS = 10_000;

/** A client as its service has it, and what is to come of each step. */
class ExpectedClient {
  readonly id: string;
  readonly #scene: ClientOnTwo;
  readonly #client: HeardClient;
  #owner: 0 | 1 = 0;
  #isPaused = false;
  #hasHubEnded = false;
  #isGone = false;
  #held: string[] = [];
  #count = 0;

  constructor(id: string, scene: ClientOnTwo, client: HeardClient) {
    this.id = id;
    this.#scene = scene;
    this.#client = client;
  }

  /** Does it, and tells what it is to send over each connection. */
  perform(operation: Operation): readonly [readonly string[], readonly string[]] {
    const sent = this.#perform(operation);
    return this.#owner === 0 ? [sent, []] : [[], sent];
  }

  /** Time has passed. */
  waited(): readonly [readonly string[], readonly string[]] {
    const sent = this.#hasHubEnded && !this.#isGone ? this.#take() : [];
    this.#isGone ||= this.#hasHubEnded;
    return this.#owner === 0 ? [sent, []] : [[], sent];
  }

  #perform(operation: Operation): readonly string[] {
    const owner = [this.#scene.first, this.#scene.second][this.#owner];
    switch (operation) {
      case 'send':
        return this.#send();
      case 'call':
        return this.#call();
      case 'pause': {
        owner?.pauseClient(this.id);
        const isNews = !this.#isPaused && !this.#hasHubEnded && !this.#isGone;
        this.#isPaused ||= isNews;
        return isNews ? ['control 2'] : [];
      }
      case 'resume-on-first':
        this.#scene.first.resumeClient(this.id);
        return this.#resume(0);
      case 'resume-on-second':
        this.#scene.second.resumeClient(this.id);
        return this.#resume(1);
      case 'close':
        return this.#close();
      case 'closed': {
        owner?.send({ type: ServiceMessageType.closeConnection, connectionId: this.id });
        const isNews = !this.#isGone;
        this.#isGone = true;
        return isNews ? this.#take().filter((note) => note.startsWith('join')) : [];
      }
      case 'wait':
        return [];
    }
  }

  #send(): readonly string[] {
    this.#count += 1;
    const text = `${this.#count}`;
    this.#client.send(text);
    return this.#hasHubEnded || this.#isGone ? [] : this.#queue(text);
  }

  #call(): readonly string[] {
    if (this.#hasHubEnded || this.#isGone) {
      return [];
    }
    this.#count += 1;
    const group = `${this.id} ${this.#count}`;
    this.#scene.fixture.links.link.send(
      { ...joinGroup(group), connectionId: this.id },
      { of: 'client', connectionId: this.id },
    );
    return this.#queue(`join ${group}`);
  }

  #resume(owner: 0 | 1): readonly string[] {
    if (this.#isGone) {
      return [];
    }
    this.#owner = owner;
    this.#isPaused = false;
    this.#isGone ||= this.#hasHubEnded;
    return this.#take();
  }

  #close(): readonly string[] {
    this.#client.connection.close();
    if (this.#hasHubEnded || this.#isGone) {
      return [];
    }
    this.#hasHubEnded = true;
    this.#isGone = !this.#isPaused;
    return this.#queue('close');
  }

  #queue(note: string): readonly string[] {
    if (this.#isPaused) {
      this.#held.push(note);
      return [];
    }
    return [note];
  }

  #take(): readonly string[] {
    return this.#held.splice(0);
  }
}

test('[AZ-165] [AZ-166] [AZ-167] wherever clients go, what they are sent comes once and in order over the connection that has them', async () => {
  await using scene = await ClientOnTwo.start();
  const steps = fc.array(
    fc.record({ operation: fc.constantFrom(...OPERATIONS), index: fc.nat({ max: 1 }) }),
    { maxLength: 40 },
  );
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      runs += 1;
      const clients: ExpectedClient[] = [];
      for (const id of [`a${runs}`, `b${runs}`]) {
        clients.push(new ExpectedClient(id, scene, await scene.open(id)));
      }
      const { first, second } = scene;
      for (const { operation, index } of taken) {
        const read = [first.messages.length, second.messages.length];
        const expected = clients.map((client, at) => {
          if (operation === 'wait') {
            return client.waited();
          }
          return at === index ? client.perform(operation) : [[], []];
        });
        if (operation === 'wait') {
          scene.fixture.links.clock.advance(LEAVING_TIMEOUT_MS);
        }
        await scene.fixture.settled();
        const news = [first, second].map(({ messages }, at) => messages.slice(read[at]));
        expect(clients.map(({ id }) => news.map((each) => notesOf(each, id)))).toEqual(expected);
      }
    }),
    { numRuns: 100 },
  );
});

function notesOf(messages: readonly ServiceMessage[], connectionId: string): readonly string[] {
  return messages
    .filter((message) => 'connectionId' in message && message.connectionId === connectionId)
    .flatMap((message) => noteOf(message) ?? []);
}

test('[AZ-165] [AZ-49] a client is not paused where there is no room to say so', () => {
  const sent: ServiceMessage[] = [];
  let hasRoom = false;
  const nothing = (): void => undefined;
  const line = new ClientLine({
    connectionId: 'c1',
    clock: new ManualClock(),
    carrier: {
      send: (message) => {
        if (!hasRoom) {
          throw new AzureSignalRError('service-overloaded', 'full');
        }
        sent.push(message);
      },
      hold: () => new Uint8Array(0),
      letGo: nothing,
      pass: nothing,
      flush: nothing,
      watch: nothing,
      unwatch: nothing,
      forget: nothing,
      queuedBytes: 0,
      takenBytes: 0,
    },
  });
  line.pause();
  hasRoom = true;
  line.send(joinGroup('goes on'));
  line.pause();
  line.send(joinGroup('waits'));

  expect(sent.map(noteOf)).toEqual(['join goes on', 'control 2']);
});
