/**
 * One client's connection: what it sends goes to its server, whole message by whole message, and what servers send
 * comes to it the same way, never before its handshake was answered.
 *
 * Rules: docs/spec/azure-service.md, AS-12 to AS-34.
 */

import type { ConnectionDataMessage, PayloadMap } from '@parley/azure-signalr-protocol';
import { encodeHandshakeResponse } from '@parley/signalr-protocol';
import type { Timer, TransportConnection, TransportName } from '@parley/signalr-server/transports';
import { framingOf, transferFormatOf } from '../bytes/hub-framing.ts';
import { MessageSplitter } from '../bytes/message-splitter.ts';
import type { ServerConnection } from '../servers/server-connection.ts';
import type { ClientAdmission } from './client-admission.ts';
import { ClientExchange, mayResume } from './client-exchange.ts';
import { type ClientHandshake, readClientHandshake } from './client-handshake.ts';
import type { ClientHost } from './client-host.ts';
import { clientCame, clientResumed, clientSent, clientWent } from './client-news.ts';
import { ClientOutbox } from './client-outbox.ts';
import type { ClientStage } from './client-stage.ts';
import { type CloseNotice, closeMessage } from './close-message.ts';
import { DeliveryCount } from './delivery-count.ts';
import { isLateAnswer, isRefusal } from './handshake-answer.ts';
import { HubStream, NOTHING_AWAITED, type PartBounds } from './hub-stream.ts';

const NO_BYTES = new Uint8Array(0);

export class ClientSession {
  readonly connectionId: string;
  readonly admission: ClientAdmission;
  /** Epoch ms. */
  readonly connectedAt: number;
  readonly #connection: TransportConnection;
  readonly #host: ClientHost;
  #stage: ClientStage;
  /** Of the handshake, while it is incomplete: first the client's, then its answer. */
  #handshakeBytes: Uint8Array = NO_BYTES;
  #handshake: ClientHandshake | undefined;
  #stream = new HubStream('records');
  #exchange: ClientExchange | undefined;
  readonly #outbox: ClientOutbox;
  readonly #count: DeliveryCount;

  constructor(connection: TransportConnection, admission: ClientAdmission, host: ClientHost) {
    this.connectionId = connection.connectionId;
    this.admission = admission;
    this.#connection = connection;
    this.#host = host;
    this.connectedAt = host.clock.epochMs();
    this.#count = new DeliveryCount(host.name, host.meter);
    this.#outbox = new ClientOutbox(connection, this.#count);
    this.#stage = { kind: 'handshaking', timer: this.#startHandshakeTimer() };
    connection.onBytes((chunk) => this.#receive(chunk));
    connection.onClosed((error) => this.#transportEnded(error));
  }

  get transport(): TransportName {
    return this.#connection.transport;
  }

  /** Lower case; empty before the handshake. */
  get protocol(): string {
    return this.#handshake?.protocol ?? '';
  }

  get server(): ServerConnection | undefined {
    return 'server' in this.#stage ? this.#stage.server : undefined;
  }

  get isOpen(): boolean {
    return this.#stage.kind === 'open';
  }

  /** Nothing of the client or for it is half sent, and no call waits for its answer. */
  get isSettled(): boolean {
    return this.isOpen && this.#stream.isSettled;
  }

  /** Bytes of its server for this client alone. False: the quota is used up. */
  deliverData({ payload }: ConnectionDataMessage): boolean {
    switch (this.#stage.kind) {
      case 'opening':
        return this.#receiveAnswer(payload);
      case 'open':
        return isLateAnswer(payload) || this.#deliverPieces(payload);
      case 'handshaking':
      case 'refused':
      case 'ended':
        return true;
    }
  }

  /** One message in the client's protocol. False: the quota is used up. */
  deliver(payloads: PayloadMap, group?: string): boolean {
    if (this.#stage.kind === 'refused' || this.#stage.kind === 'ended') {
      return true;
    }
    const bytes = payloads.get(this.protocol);
    if (bytes === undefined) {
      this.#host.payloadMissing(this.protocol);
      return true;
    }
    if (this.isOpen) {
      return this.#outbox.sendMulticast({ bytes, group });
    }
    this.#outbox.hold({ bytes, group });
    this.#boundHeld(this.#outbox.heldBytes);
    return true;
  }

  /** A server has finished with the client, and has told it so. Its own may be another, which hears of it. */
  closeByServer(by: ServerConnection, reason?: string): void {
    this.#exchange?.flush();
    const stage = this.#end();
    if (stage === undefined) {
      return;
    }
    this.#tellServer(stage, reason, by);
    this.#connection.close();
  }

  /** Sends the client away for good. */
  dismiss(reason: string | undefined): void {
    this.#closeWith({ reason, allowReconnect: false });
  }

  /** Has the client connect again. */
  dismissForNow(reason: string): void {
    this.#closeWith({ reason, allowReconnect: true });
  }

  /** Ends it without a word, as a broken network would: the client connects again. Its server may be told why. */
  abort(reason?: string): void {
    const stage = this.#end();
    if (stage === undefined) {
      return;
    }
    if (reason !== undefined) {
      this.#tellServer(stage, reason);
    }
    this.#connection.abort();
  }

  /** The server has taken what was sent to it. */
  resume(): void {
    this.#connection.resume();
  }

  /** Goes on with another server. To be called only while `isSettled`. */
  moveTo(server: ServerConnection): void {
    const old = this.server;
    if (old === undefined || this.#handshake === undefined) {
      return;
    }
    old.clients.delete(this);
    if (old.waiting.delete(this)) {
      this.#connection.resume();
    }
    server.clients.add(this);
    this.#stage = { kind: 'open', server };
    // What is sent may be too much for a server, whose end is that of its clients: it has this one no more.
    const headers = new Map([['asrs-migrate-to', [server.serverId]]]);
    old.wire.send(clientWent(this.connectionId, { headers }));
    this.#openAt(server, this.#handshake, old.serverId);
  }

  #startHandshakeTimer(): Timer {
    const { clock, settings } = this.#host;
    const timeoutMs = this.admission.handshakeTimeoutMs ?? settings.clientHandshakeTimeoutMs;
    return clock.startTimer(timeoutMs, () => this.#refuse('Handshake was canceled.'));
  }

  #receive(chunk: Uint8Array): void {
    switch (this.#stage.kind) {
      case 'handshaking':
        this.#readHandshake(Buffer.concat([this.#handshakeBytes, chunk]));
        break;
      case 'opening':
      case 'open':
        this.#forward(this.#exchange?.receive(chunk) ?? chunk);
        break;
      case 'refused':
      case 'ended':
        break;
    }
  }

  #readHandshake(bytes: Uint8Array): void {
    const read = readClientHandshake(bytes, this.#connection.canCarryBinary);
    switch (read.kind) {
      case 'incomplete':
        this.#handshakeBytes = bytes;
        break;
      case 'refused':
        this.#refuse(read.error);
        break;
      case 'complete':
        this.#handshakeBytes = NO_BYTES;
        this.#begin(read.handshake);
        this.#receive(bytes.subarray(read.handshake.bytes.length));
    }
  }

  #begin(handshake: ClientHandshake): void {
    this.#handshake = handshake;
    this.#stream = new HubStream(framingOf(handshake.protocol));
    this.#connection.useTransferFormat(transferFormatOf(handshake.protocol));

    const server = this.#host.assignServer(this);
    if (server === undefined) {
      this.#refuse('No server of the hub can take the client.');
      return;
    }
    this.#stopHandshakeTimer();
    this.#stage = { kind: 'opening', server };
    this.#exchange = this.#startExchange(handshake, server);
    this.#outbox.useTarget(this.#exchange ?? this.#connection);
    this.#openAt(server, handshake);
  }

  #openAt(server: ServerConnection, handshake: ClientHandshake, formerServerId?: string): void {
    const { connectionId, admission } = this;
    this.#count.note('server', 'connection', 0);
    server.wire.send(
      clientCame({
        connectionId,
        admission,
        request: this.#connection.request,
        protocol: handshake.protocol,
        instanceId: this.#host.settings.instanceId,
        ...(formerServerId === undefined ? {} : { formerServerId }),
      }),
    );
    this.#count.note('server', 'handshake', handshake.bytes.length);
    server.wire.send(clientSent(connectionId, handshake.bytes));
  }

  #forward(chunk: Uint8Array): void {
    const { server } = this;
    if (server === undefined) {
      return;
    }
    for (const message of this.#stream.fromClient(chunk)) {
      this.#forwardCounted(server, message);
    }
    this.#forwardPart(this.#host.settings);
    if (server.wire.isCongested) {
      this.#connection.pause();
      server.waiting.add(this);
    }
    this.#host.clientSettled(this);
  }

  /** Older servers cannot read that it is a part, and put the pieces together all the same. */
  #forwardPart(bounds: PartBounds): void {
    const part = this.#stream.takePart(bounds);
    const { server } = this;
    if (part !== undefined && server !== undefined) {
      this.#forwardCounted(server, part, server.terms.allowStatefulReconnects);
    }
  }

  #forwardCounted(server: ServerConnection, bytes: Uint8Array, isPartial = false): void {
    if (this.#count.count('server', bytes)) {
      server.wire.send(clientSent(this.connectionId, bytes, isPartial));
    } else {
      this.#host.quotaUsedUp(server);
    }
  }

  /** The first record of a server is its answer to the handshake; what follows is the client's protocol. */
  #receiveAnswer(payload: Uint8Array): boolean {
    const bytes = Buffer.concat([this.#handshakeBytes, payload]);
    const [answer] = new MessageSplitter('records').push(bytes);
    if (answer === undefined) {
      this.#handshakeBytes = bytes;
      this.#boundHeld(bytes.length);
      return true;
    }
    this.#handshakeBytes = NO_BYTES;
    this.#outbox.sendAnswer(answer);
    const { server } = this;
    if (server === undefined) {
      return true;
    }
    if (isRefusal(answer)) {
      this.#stage = { kind: 'refused', server };
      this.#outbox.forgetHeld();
      return true;
    }
    this.#stage = { kind: 'open', server };
    this.#followReconnects();
    const isWithinQuota = this.#deliverPieces(bytes.subarray(answer.length));
    return this.#outbox.release() && isWithinQuota;
  }

  #deliverPieces(payload: Uint8Array): boolean {
    let isWithinQuota = true;
    for (const message of this.#stream.fromServer(payload)) {
      isWithinQuota = this.#outbox.send(message) && isWithinQuota;
    }
    this.#boundHeld(this.#stream.heldOutputBytes);
    this.#host.clientSettled(this);
    return isWithinQuota;
  }

  #boundHeld(bytes: number): void {
    const { settings, logger } = this.#host;
    const limit = this.isOpen ? settings.maxServerMessageBytes : settings.maxHeldClientBytes;
    if (bytes > limit) {
      logger.warn({ connectionId: this.connectionId, bytes }, 'too much is held for a client');
      this.abort('More was sent to the client than the service holds.');
    }
  }

  #startExchange(
    { version }: ClientHandshake,
    server: ServerConnection,
  ): ClientExchange | undefined {
    const connection = this.#connection;
    const onBroken = (): void => this.dismissForNow('Connection closed with an error.');
    return mayResume({ connection, version, terms: server.terms })
      ? new ClientExchange({
          connection,
          framing: this.#stream.framing,
          host: this.#host,
          onBroken,
        })
      : undefined;
  }

  #followReconnects(): void {
    if (this.#exchange === undefined) {
      this.#connection.disableReconnect();
    } else {
      this.#exchange.follow(() => this.server?.wire.send(clientResumed(this.connectionId)));
    }
  }

  #refuse(error: string): void {
    if (this.#end() !== undefined) {
      this.#connection.send(encodeHandshakeResponse(error));
      this.#connection.close();
    }
  }

  #closeWith(notice: CloseNotice): void {
    const stage = this.#end();
    if (stage === undefined) {
      return;
    }
    this.#tellServer(stage, notice.reason);
    if (stage.kind !== 'refused') {
      const framing = stage.kind === 'open' ? this.#stream.framing : undefined;
      this.#connection.send(closeMessage(notice, framing));
    }
    this.#connection.close();
  }

  #transportEnded(error: Error | undefined): void {
    this.#forwardPart(NOTHING_AWAITED);
    const stage = this.#end();
    if (stage !== undefined) {
      this.#tellServer(stage, error?.message);
    }
  }

  /** Unless it was that server which said so. */
  #tellServer(stage: ClientStage, errorMessage: string | undefined, by?: ServerConnection): void {
    if ('server' in stage && stage.server !== by) {
      this.#count.note('server', 'connection', 0);
      stage.server.wire.send(clientWent(this.connectionId, { errorMessage }));
    }
  }

  /** The stage in which it ended; `undefined` where it had. */
  #end(): ClientStage | undefined {
    const stage = this.#stage;
    if (stage.kind === 'ended') {
      return undefined;
    }
    this.#stopHandshakeTimer();
    this.#stage = { kind: 'ended' };
    this.#exchange?.stop();
    this.#outbox.forgetHeld();
    if ('server' in stage) {
      stage.server.clients.delete(this);
      stage.server.waiting.delete(this);
    }
    this.#host.clientEnded(this);
    return stage;
  }

  #stopHandshakeTimer(): void {
    if (this.#stage.kind === 'handshaking') {
      this.#stage.timer.cancel();
    }
  }
}
