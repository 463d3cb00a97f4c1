/**
 * The way from servers to one client: the answer of its own to its handshake, then whole messages. What comes for it
 * before that answer is held back.
 *
 * Rules: docs/spec/azure-service.md, AS-26 to AS-28, AS-31 and AS-53.
 */

import type { PayloadMap } from '@parley/azure-signalr-protocol';
import type { ClientHost } from './client-host.ts';
import type { ClientOutbox } from './client-outbox.ts';
import { type CloseNotice, closeMessage } from './close-message.ts';
import { isLateAnswer, readHandshakeAnswer } from './handshake-answer.ts';
import type { HubStream } from './hub-stream.ts';

const NO_BYTES = new Uint8Array(0);

export interface ClientDownlinkOptions {
  readonly connectionId: string;
  /** Lower case. */
  readonly protocol: string;
  readonly stream: HubStream;
  readonly outbox: ClientOutbox;
  readonly host: Pick<ClientHost, 'settings' | 'logger' | 'payloadMissing'>;
  /** The client's server takes it; called before anything follows the answer. */
  readonly onAccepted: () => void;
  /** Data of its server has gone to the client. */
  readonly onDelivered: () => void;
  /** More is held for the client than it is to be. */
  readonly onOverfull: () => void;
}

/** Of the client's server to its handshake. */
type Answer =
  | { readonly kind: 'awaited'; readonly bytes: Uint8Array }
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused' }
  /** The client has gone. */
  | { readonly kind: 'ended' };

export class ClientDownlink {
  readonly #options: ClientDownlinkOptions;
  #answer: Answer = { kind: 'awaited', bytes: NO_BYTES };

  constructor(options: ClientDownlinkOptions) {
    this.#options = options;
  }

  get answer(): Answer['kind'] {
    return this.#answer.kind;
  }

  /** Bytes of its server for this client alone. False: the quota is used up. */
  deliverData(payload: Uint8Array): boolean {
    switch (this.#answer.kind) {
      case 'awaited':
        return this.#receiveAnswer(Buffer.concat([this.#answer.bytes, payload]));
      case 'accepted':
        return isLateAnswer(payload) || this.#deliverPieces(payload);
      case 'refused':
      case 'ended':
        return true;
    }
  }

  /** One message in the client's protocol. False: the quota is used up. */
  deliver(payloads: PayloadMap, group: string | undefined): boolean {
    if (this.answer === 'refused' || this.answer === 'ended') {
      return true;
    }
    const { protocol, outbox, host } = this.#options;
    const bytes = payloads.get(protocol);
    if (bytes === undefined) {
      host.payloadMissing(protocol);
      return true;
    }
    if (this.answer === 'accepted') {
      return outbox.sendMulticast({ bytes, group });
    }
    outbox.hold({ bytes, group });
    this.#boundHeld(outbox.heldBytes);
    return true;
  }

  /** The last message to a client that the service sends away; `undefined` where its server has said the last one. */
  farewell(notice: CloseNotice): Uint8Array | undefined {
    switch (this.#answer.kind) {
      case 'awaited':
        return closeMessage(notice, undefined);
      case 'accepted':
        return closeMessage(notice, this.#options.stream.framing);
      case 'refused':
      case 'ended':
        return undefined;
    }
  }

  /** What is held will not be sent. */
  end(): void {
    this.#answer = { kind: 'ended' };
    this.#options.outbox.forgetHeld();
  }

  #receiveAnswer(bytes: Uint8Array): boolean {
    const { outbox, onAccepted } = this.#options;
    const answer = readHandshakeAnswer(bytes);
    if (answer.kind === 'incomplete') {
      this.#answer = { kind: 'awaited', bytes };
      this.#boundHeld(bytes.length);
      return true;
    }
    outbox.sendAnswer(answer.record);
    if (this.answer === 'ended') {
      return true;
    }
    if (answer.kind === 'refused') {
      this.#answer = { kind: 'refused' };
      outbox.forgetHeld();
      return true;
    }
    this.#answer = { kind: 'accepted' };
    onAccepted();
    const isWithinQuota = this.#deliverPieces(answer.rest);
    return outbox.release() && isWithinQuota;
  }

  #deliverPieces(payload: Uint8Array): boolean {
    const { stream, outbox, onDelivered } = this.#options;
    let isWithinQuota = true;
    for (const message of stream.fromServer(payload)) {
      isWithinQuota = outbox.send(message) && isWithinQuota;
    }
    this.#boundHeld(stream.heldOutputBytes);
    onDelivered();
    return isWithinQuota;
  }

  #boundHeld(bytes: number): void {
    const { connectionId, host, onOverfull } = this.#options;
    const { maxServerMessageBytes, maxHeldClientBytes } = host.settings;
    const limit = this.answer === 'accepted' ? maxServerMessageBytes : maxHeldClientBytes;
    if (bytes > limit) {
      host.logger.warn({ connectionId, bytes }, 'too much is held for a client');
      onOverfull();
    }
  }
}
