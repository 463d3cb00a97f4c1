/**
 * One client's life: its handshake, which the service reads, its server, or one after the other, and its end, whoever
 * brings it about. What goes to its server is in client-uplink.ts, what comes to it in client-downlink.ts.
 *
 * Rules: docs/spec/azure-service.md, AS-12, AS-18, AS-19, AS-29, AS-30, AS-51 and AS-59.
 */

import type {
  ConnectionDataMessage,
  PayloadMap,
  ServiceMessage,
} from '@parley/azure-signalr-protocol';
import { encodeHandshakeResponse } from '@parley/signalr-protocol';
import type { Timer, TransportConnection, TransportName } from '@parley/signalr-server/transports';
import { transferFormatOf } from '../bytes/hub-framing.ts';
import type { ServerConnection } from '../servers/server-connection.ts';
import { type CarriedClient, createCarriedClient } from './carried-client.ts';
import type { ClientAdmission } from './client-admission.ts';
import { type ClientHandshake, readClientHandshake } from './client-handshake.ts';
import type { ClientHost } from './client-host.ts';
import type { ClientStage, LivingStage } from './client-stage.ts';
import { type CloseNotice, closeMessage } from './close-message.ts';

const NO_BYTES = new Uint8Array(0);

export class ClientSession {
  readonly connectionId: string;
  readonly admission: ClientAdmission;
  /** Epoch ms. */
  readonly connectedAt: number;
  readonly #connection: TransportConnection;
  readonly #host: ClientHost;
  #stage: ClientStage;

  constructor(connection: TransportConnection, admission: ClientAdmission, host: ClientHost) {
    this.connectionId = connection.connectionId;
    this.admission = admission;
    this.#connection = connection;
    this.#host = host;
    this.connectedAt = host.clock.epochMs();
    this.#stage = { kind: 'handshaking', bytes: NO_BYTES, timer: this.#startHandshakeTimer() };
    connection.onBytes((chunk) => this.#receive(chunk));
    connection.onClosed((error) => this.#transportEnded(error));
  }

  get transport(): TransportName {
    return this.#connection.transport;
  }

  /** Lower case; empty before the handshake. */
  get protocol(): string {
    return this.#carried?.protocol ?? '';
  }

  get server(): ServerConnection | undefined {
    return this.#carried?.uplink.server;
  }

  /** Its server takes it. */
  get isAccepted(): boolean {
    return this.#carried?.downlink.answer === 'accepted';
  }

  /** Its server takes it, nothing of the client or for it is half sent, and no call waits for its answer. */
  get isSettled(): boolean {
    return this.isAccepted && this.#carried?.stream.isSettled === true;
  }

  /** Nothing that it sends is read, until it goes on. */
  get isPaused(): boolean {
    return this.#carried?.uplink.isPaused === true;
  }

  /** Bytes of its server for this client alone. False: the quota is used up. */
  deliverData({ payload }: ConnectionDataMessage): boolean {
    return this.#carried?.downlink.deliverData(payload) ?? true;
  }

  /** One message in the client's protocol. False: the quota is used up. */
  deliver(payloads: PayloadMap, group?: string): boolean {
    return this.#carried?.downlink.deliver(payloads, group) ?? true;
  }

  /** A server has finished with the client, and has told it so. Its own may be another, which hears of it. */
  closeByServer(by: ServerConnection, reason?: string): void {
    this.#carried?.exchange?.flush();
    const stage = this.#end();
    if (stage === undefined) {
      return;
    }
    this.#tellGone(stage, reason, by);
    this.#connection.close();
  }

  /** Sends the client away: for good, unless it may return. */
  dismiss(reason: string | undefined, { mayReturn }: { readonly mayReturn: boolean }): void {
    this.#closeWith({ reason, allowReconnect: mayReturn });
  }

  /** Ends it without a word, as a broken network would: the client connects again. Its server may be told why. */
  abort(reason?: string): void {
    const stage = this.#end();
    if (stage === undefined) {
      return;
    }
    if (reason !== undefined) {
      this.#tellGone(stage, reason);
    }
    this.#connection.abort();
  }

  /** Goes on with another server. To be called only while `isSettled`. */
  moveTo(server: ServerConnection): void {
    const carried = this.#carried;
    if (carried !== undefined) {
      carried.uplink.server.clients.delete(this);
      server.clients.add(this);
      carried.uplink.moveTo(server);
    }
  }

  /** Its server hears of it before what the client sends from now on. */
  tellServer(message: ServiceMessage): void {
    this.#carried?.uplink.tell(message);
  }

  /** Has it wait, and its server say when nothing more of it is on its way to the client. */
  pause(): void {
    this.#carried?.uplink.pause();
  }

  /** Goes on over a connection of the same process: another or the same. To be called only while `isPaused`. */
  goOnOver(server: ServerConnection): void {
    const carried = this.#carried;
    if (carried !== undefined) {
      carried.uplink.server.clients.delete(this);
      server.clients.add(this);
      carried.uplink.goOnOver(server);
    }
  }

  get #carried(): CarriedClient | undefined {
    return this.#stage.kind === 'carried' ? this.#stage.client : undefined;
  }

  #startHandshakeTimer(): Timer {
    const { clock, settings } = this.#host;
    const timeoutMs = this.admission.handshakeTimeoutMs ?? settings.clientHandshakeTimeoutMs;
    return clock.startTimer(timeoutMs, () => this.#refuse('Handshake was canceled.'));
  }

  #receive(chunk: Uint8Array): void {
    switch (this.#stage.kind) {
      case 'handshaking':
        this.#readHandshake(Buffer.concat([this.#stage.bytes, chunk]), this.#stage.timer);
        break;
      case 'carried':
        this.#forward(chunk, this.#stage.client);
        break;
      case 'ended':
        break;
    }
  }

  #readHandshake(bytes: Uint8Array, timer: Timer): void {
    const read = readClientHandshake(bytes, this.#connection.canCarryBinary);
    switch (read.kind) {
      case 'incomplete':
        this.#stage = { kind: 'handshaking', bytes, timer };
        break;
      case 'refused':
        this.#refuse(read.error);
        break;
      case 'complete':
        this.#begin(read.handshake, timer);
        this.#receive(bytes.subarray(read.handshake.bytes.length));
    }
  }

  #begin(handshake: ClientHandshake, timer: Timer): void {
    this.#connection.useTransferFormat(transferFormatOf(handshake.protocol));
    const server = this.#host.assignServer(this);
    if (server === undefined) {
      this.#refuse('No server of the hub can take the client.');
      return;
    }
    timer.cancel();
    const client = createCarriedClient({
      connection: this.#connection,
      admission: this.admission,
      handshake,
      server,
      host: this.#host,
      onDelivered: () => this.#host.clientSettled(this),
      onBroken: () => this.dismiss('Connection closed with an error.', { mayReturn: true }),
      onOverfull: () => this.abort('More was sent to the client than the service holds.'),
    });
    this.#stage = { kind: 'carried', client };
    client.uplink.open();
  }

  #forward(chunk: Uint8Array, { downlink, exchange, uplink }: CarriedClient): void {
    if (downlink.answer !== 'refused') {
      uplink.forward(exchange?.receive(chunk) ?? chunk);
      this.#host.clientSettled(this);
    }
  }

  #refuse(error: string): void {
    if (this.#end() !== undefined) {
      this.#connection.send(encodeHandshakeResponse(error));
      this.#connection.close();
    }
  }

  #closeWith(notice: CloseNotice): void {
    const farewell = this.#farewell(notice);
    const stage = this.#end();
    if (stage === undefined) {
      return;
    }
    this.#tellGone(stage, notice.reason);
    if (farewell !== undefined) {
      this.#connection.send(farewell);
    }
    this.#connection.close();
  }

  #farewell(notice: CloseNotice): Uint8Array | undefined {
    switch (this.#stage.kind) {
      case 'handshaking':
        return closeMessage(notice, undefined);
      case 'carried':
        return this.#stage.client.downlink.farewell(notice);
      case 'ended':
        return undefined;
    }
  }

  #transportEnded(error: Error | undefined): void {
    this.#carried?.uplink.forwardRest();
    const stage = this.#end();
    if (stage !== undefined) {
      this.#tellGone(stage, error?.message);
    }
  }

  /** Unless it was that server which said so. */
  #tellGone(stage: LivingStage, errorMessage: string | undefined, by?: ServerConnection): void {
    if (stage.kind === 'carried') {
      stage.client.uplink.tellGone(errorMessage, by);
    }
  }

  /** The stage in which it ended; `undefined` where it had. */
  #end(): LivingStage | undefined {
    const stage = this.#stage;
    this.#stage = { kind: 'ended' };
    switch (stage.kind) {
      case 'handshaking':
        stage.timer.cancel();
        break;
      case 'carried':
        this.#endCarried(stage.client);
        break;
      case 'ended':
        return undefined;
    }
    this.#host.clientEnded(this);
    return stage;
  }

  #endCarried({ exchange, downlink, uplink }: CarriedClient): void {
    exchange?.stop();
    downlink.end();
    uplink.server.clients.delete(this);
    uplink.end();
  }
}
