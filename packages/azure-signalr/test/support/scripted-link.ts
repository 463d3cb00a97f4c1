/** A link whose service is the test: keeps what is sent over it, and acknowledges as it is told. */

import { AckStatus, ServiceMessageType } from '@parley/azure-signalr-protocol';
import type { AckableMessage, AckMessage, ServiceMessage } from '@parley/azure-signalr-protocol';
import type { ServiceEndpoint } from '../../src/endpoints/service-endpoint.ts';
import type { HubLink, Lane } from '../../src/links/hub-link.ts';

/** One message, and which server connection was to carry it. */
export interface SentMessage {
  readonly message: ServiceMessage;
  readonly lane: Lane;
}

type Acknowledgement = Partial<AckMessage> | Error;

export class ScriptedLink implements HubLink {
  readonly endpoint: ServiceEndpoint;
  readonly load = undefined;
  readonly sent: SentMessage[] = [];
  /** Clients that came over it. */
  readonly carried = new Set<string>();
  isOnline = true;
  isConnected = true;
  /** Thrown by `send`, in the place of sending. */
  failure: Error | undefined;
  /** Default: everything is done. */
  acknowledge: (message: AckableMessage) => Acknowledgement | Promise<Acknowledgement> = () => ({});

  constructor(name = 'scripted') {
    const unused = (): never => {
      throw new Error('A router opens no connections.');
    };
    this.endpoint = {
      name,
      role: 'primary',
      keyExchange: undefined,
      serverAddress: unused,
      clientAddress: unused,
    };
  }

  carries(connectionId: string): boolean {
    return this.carried.has(connectionId);
  }

  send(message: ServiceMessage, lane: Lane): void {
    if (this.failure !== undefined) {
      throw this.failure;
    }
    this.sent.push({ message, lane });
  }

  async ask(create: (ackId: number) => AckableMessage, lane: Lane): Promise<AckMessage> {
    const ackId = this.sent.length + 1;
    const message = create(ackId);
    this.send(message, lane);
    const answer = await this.acknowledge(message);
    if (answer instanceof Error) {
      throw answer;
    }
    return { type: ServiceMessageType.ack, ackId, status: AckStatus.ok, ...answer };
  }

  /** What was sent since the last look. */
  take(): readonly SentMessage[] {
    return this.sent.splice(0);
  }
}
