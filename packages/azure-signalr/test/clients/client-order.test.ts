/** A client in whatever order things happen to it. Rules: docs/spec/azure-signalr.md, AZ-78, AZ-80 and AZ-86. */

import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import type { ServiceMessage } from '@parley/azure-signalr-protocol';
import { JsonHubProtocol } from '@parley/signalr-protocol';
import type { ClientServiceSetup, TransportConnection } from '@parley/signalr-server';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ManualClock } from '../../../signalr-server/test/support/manual-clock.ts';
import { RecordingLogger } from '../../../signalr-server/test/support/recording-logger.ts';
import { ServiceClients } from '../../src/clients/service-clients.ts';
import type { CarriedClient } from '../../src/links/carried-client.ts';
import { ClientLine } from '../../src/links/client-line.ts';
import type { LineCarrier } from '../../src/links/client-line.ts';

const OPERATIONS = [
  'data',
  'part',
  'pause',
  'resume',
  'send',
  'reconnect',
  'close',
  'closed',
  'lost',
  'wait',
] as const;
type Operation = (typeof OPERATIONS)[number];

/** A client whose server connection and hub write down what happens. */
class Scene {
  readonly sent: ServiceMessage[] = [];
  readonly ends: (Error | undefined)[] = [];
  readonly clock = new ManualClock();
  readonly connection: TransportConnection;
  readonly client: CarriedClient;
  heard = '';
  isReleased = false;
  #count = 0;
  /** What the hub is to hear, all told. */
  complete = '';
  #parts = '';

  constructor() {
    let accepted: TransportConnection | undefined;
    const setup: ClientServiceSetup = {
      hubName: 'chat',
      protocols: [new JsonHubProtocol()],
      clock: this.clock,
      logger: new RecordingLogger(),
      options: {},
      traffic: { messagesSent: 0, bytesSent: 0, bytesReceived: 0 },
      accept: (connection) => {
        accepted = connection;
        connection.onBytes((chunk) => {
          this.heard += Buffer.from(chunk).toString();
        });
        connection.onClosed((error) => this.ends.push(error));
      },
    };
    const carrier: LineCarrier = {
      send: (message) => this.sent.push(message),
      queuedBytes: 0,
      takenBytes: 0,
      flush: () => undefined,
      watch: () => undefined,
      unwatch: () => undefined,
      hold: () => new Uint8Array(0),
      letGo: () => undefined,
      pass: () => undefined,
      forget: () => {
        this.isReleased = true;
      },
    };
    const common = { claims: [], headers: new Map(), queryString: '', protocol: 'json' };
    const message = { ...common, type: ServiceMessageType.openConnection, connectionId: 'c1' };
    const clients = new ServiceClients(setup, () => undefined);
    const line = new ClientLine({ connectionId: 'c1', carrier, clock: this.clock });
    this.client = clients.open({ message, line, link: undefined as never });
    this.client.start();
    if (accepted === undefined) {
      throw new Error('The client was not handed up.');
    }
    this.connection = accepted;
  }

  perform(operation: Operation): void {
    switch (operation) {
      case 'data':
      case 'part':
        this.#receive(operation === 'part');
        break;
      case 'pause':
        this.connection.pause();
        break;
      case 'resume':
        this.connection.resume();
        break;
      case 'send':
        this.connection.send(Buffer.from('x'));
        break;
      case 'reconnect':
        this.client.resumed();
        this.#parts = '';
        break;
      case 'close':
        this.connection.close();
        break;
      case 'closed':
        this.client.closed({ type: ServiceMessageType.closeConnection, connectionId: 'c1' });
        break;
      case 'lost':
        this.client.lost(new Error('gone'));
        break;
      case 'wait':
        this.clock.advance(5_000);
        break;
    }
  }

  #receive(isPartial: boolean): void {
    this.#count += 1;
    const text = `${this.#count};`;
    const type = ServiceMessageType.connectionData;
    this.client.receive({ type, connectionId: 'c1', payload: Buffer.from(text), isPartial });
    this.#parts += text;
    if (!isPartial) {
      this.complete += this.#parts;
      this.#parts = '';
    }
  }
}

test('[AZ-78] [AZ-80] [AZ-86] whatever happens, what is heard is in order and there is one end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...OPERATIONS), { maxLength: 40 }), async (steps) => {
      const scene = new Scene();
      let heardAtEnd: string | undefined;
      for (const operation of steps) {
        scene.perform(operation);
        expect(scene.complete.startsWith(scene.heard)).toBe(true);
        heardAtEnd ??= scene.ends.length > 0 ? scene.heard : undefined;
        await Promise.resolve();
      }
      const isOver = scene.ends.length > 0;

      expect(scene.ends.length).toBeLessThanOrEqual(1);
      expect(scene.heard).toBe(heardAtEnd ?? scene.heard);
      expect(scene.isReleased).toBe(isOver);
      const closings = scene.sent.filter(({ type }) => type === ServiceMessageType.closeConnection);
      expect(closings.length).toBeLessThanOrEqual(1);
      expect(closings.length === 0 || scene.sent.at(-1) === closings[0]).toBe(true);
      scene.perform('resume');
      scene.perform('data');
      if (!isOver && !steps.includes('closed')) {
        expect(scene.heard).toBe(scene.complete);
      }
    }),
    { numRuns: 500 },
  );
});
