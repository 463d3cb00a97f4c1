/**
 * Client results across servers: calls of clients elsewhere, and answers of ours to others.
 *
 * Rules: docs/spec/signalr-redis.md, SR-60 to SR-68.
 */

import { randomBytes } from 'node:crypto';
import { MessageType, SerializedMessage } from '@parley/signalr-protocol';
import type { CompletionMessage, CompletionOutcome, HubProtocol } from '@parley/signalr-protocol';
import { ConnectionGoneError, HubError } from '@parley/signalr-server';
import type { ClientCall, RoutedConnection, Timer } from '@parley/signalr-server';
import { asError } from '../errors.ts';
import {
  decodeCompletion,
  encodeCompletion,
  encodeInvocation,
} from '../wire/backplane-payloads.ts';
import type { AnswerAddress } from '../wire/backplane-payloads.ts';
import { encodeFrames } from './encode-frames.ts';
import type { FarmMember } from './farm-member.ts';
import type { FarmSetup } from './farm-setup.ts';
import { PendingAnswers } from './pending-answers.ts';

/** How often it is asked whether the server of a called client is still there. */
const CHECK_INTERVAL_MS = 5_000;
/** Calls of one client that wait for its answers; a client that never answers holds no more than these. */
const MAX_CALLS_OF_A_CLIENT = 1_000;
const INVOCATION_ID_BYTES = 16;
/** What ASP.NET Core's servers say of a client that left before it answered. */
const DISCONNECTED = 'Connection disconnected.';

interface AskedClient {
  readonly connectionId: string;
  /** At the last check nobody listened for it: once may be chance, twice is not. */
  isMissing: boolean;
}

export class RemoteResults {
  readonly #setup: FarmSetup;
  readonly #answers: PendingAnswers<string, unknown>;
  readonly #asked = new Map<string, AskedClient>();
  /** Clients that are asked something, and how to stop listening for their end. */
  readonly #endings = new Map<FarmMember, () => void>();
  /** Of the clients here that other servers asked: whose answer a call waits for. */
  readonly #owners = new Map<string, FarmMember>();
  #check: Timer | undefined;

  constructor(setup: FarmSetup) {
    this.#setup = setup;
    this.#answers = new PendingAnswers(setup.clock);
  }

  /**
   * Calls a client of another server.
   *
   * @throws {HubError | ConnectionGoneError} with ASP.NET Core's sentences, or what publishing throws.
   */
  async ask(connectionId: string, call: ClientCall): Promise<unknown> {
    const { signal } = call;
    if (signal?.aborted === true) {
      throw canceled();
    }
    const invocationId = randomBytes(INVOCATION_ID_BYTES).toString('base64url');
    const cancel = (): void => {
      this.#answers.fail(invocationId, canceled());
    };
    const answer = this.#answers.open(invocationId);
    signal?.addEventListener('abort', cancel);
    this.#asked.set(invocationId, { connectionId, isMissing: false });
    this.#check ??= this.#scheduleCheck();
    void this.#publishCall(connectionId, { invocationId, call });
    try {
      return await answer;
    } finally {
      signal?.removeEventListener('abort', cancel);
      this.#asked.delete(invocationId);
    }
  }

  /** What a client of another server answered. */
  receive(payload: Uint8Array): void {
    const { protocolName, frame } = decodeCompletion(payload);
    const protocol = this.#setup.protocols.find(({ name }) => name === protocolName);
    const completion = protocol === undefined ? undefined : readCompletion(protocol, frame);
    if (completion === undefined) {
      this.#refuse(frame, protocolName);
      return;
    }
    const { invocationId, outcome } = completion;
    if (outcome.kind === 'error') {
      this.#fail(invocationId, outcome.error);
    } else {
      this.#answers.settle(invocationId, outcome.kind === 'result' ? outcome.result : undefined);
    }
  }

  /** Another server calls a client of this one. */
  forward(
    member: FarmMember,
    { answer, message }: { readonly answer: AnswerAddress; readonly message: SerializedMessage },
  ): void {
    const refusal = refusalOf(member);
    if (refusal !== undefined) {
      this.#reply(member, { ...answer, outcome: { kind: 'error', error: refusal } });
      return;
    }
    if (member.calls.size === 0) {
      this.#forgetAtItsEnd(member);
    }
    member.calls.set(answer.invocationId, answer.returnChannel);
    this.#owners.set(answer.invocationId, member);
    member.deliver(message);
  }

  /**
   * Takes what a client of this process answered, if another server asked.
   *
   * @throws {HubError} when another client was asked.
   */
  takeAnswer(connection: RoutedConnection, { invocationId, outcome }: CompletionMessage): boolean {
    const { connectionId } = connection;
    const member = this.#setup.members.get(connectionId);
    const returnChannel = member?.calls.get(invocationId);
    if (member === undefined || returnChannel === undefined) {
      this.#refuseForeign(connectionId, invocationId);
      return false;
    }
    member.calls.delete(invocationId);
    this.#disown(member, invocationId);
    if (member.calls.size === 0) {
      this.#endings.get(member)?.();
    }
    this.#reply(member, { invocationId, returnChannel, outcome });
    return true;
  }

  /** The client will not answer any more. */
  forget(member: FarmMember): void {
    this.#endings.get(member)?.();
    for (const [invocationId, returnChannel] of member.calls) {
      const outcome = { kind: 'error', error: DISCONNECTED } as const;
      this.#disown(member, invocationId);
      this.#reply(member, { invocationId, returnChannel, outcome });
    }
    member.calls.clear();
  }

  /** No answer will come any more. */
  failAll(error: Error): void {
    this.#answers.failAll(error);
  }

  stop(): void {
    this.#check?.cancel();
    this.#check = undefined;
  }

  async #publishCall(
    connectionId: string,
    { invocationId, call }: { readonly invocationId: string; readonly call: ClientCall },
  ): Promise<void> {
    const { link, channels, protocols, serverName } = this.#setup;
    try {
      const message = SerializedMessage.of({
        type: MessageType.invocation,
        invocationId,
        target: call.target,
        arguments: call.arguments,
      });
      const payload = encodeInvocation({
        excludedIds: [],
        frames: encodeFrames(message, protocols),
        answer: { invocationId, returnChannel: channels.returnAddress(serverName) },
      });
      const receivers = await link.publish(channels.connection(connectionId), payload);
      if (receivers === 0) {
        throw new ConnectionGoneError(`Connection '${connectionId}' does not exist.`);
      }
    } catch (error) {
      this.#answers.fail(invocationId, asError(error));
    }
  }

  #reply(
    member: FarmMember,
    {
      invocationId,
      returnChannel,
      outcome,
    }: AnswerAddress & { readonly outcome: CompletionOutcome },
  ): void {
    const { link, channels, logger } = this.#setup;
    const { protocol, connectionId } = member;
    const frame = protocol.encode({ type: MessageType.completion, invocationId, outcome });
    link
      .publish(
        channels.addressed(returnChannel),
        encodeCompletion({ protocolName: protocol.name, frame }),
      )
      .catch((error: unknown) => {
        logger.warn({ error, connectionId }, 'A client result did not reach the server that asked');
      });
  }

  #forgetAtItsEnd(member: FarmMember): void {
    const end = (): void => {
      this.forget(member);
    };
    member.aborted.addEventListener('abort', end);
    this.#endings.set(member, () => {
      member.aborted.removeEventListener('abort', end);
      this.#endings.delete(member);
    });
  }

  #fail(invocationId: string, text: string): void {
    const connectionId = this.#asked.get(invocationId)?.connectionId ?? '';
    const error = text === DISCONNECTED ? disconnected(connectionId) : new HubError(text);
    this.#answers.fail(invocationId, error);
  }

  /** Found by the id: a client may send any number of them. */
  #refuseForeign(connectionId: string, invocationId: string): void {
    if (this.#owners.has(invocationId)) {
      throw new HubError(
        `Connection ID '${connectionId}' is not valid for invocation ID '${invocationId}'.`,
      );
    }
  }

  #disown(member: FarmMember, invocationId: string): void {
    if (this.#owners.get(invocationId) === member) {
      this.#owners.delete(invocationId);
    }
  }

  /** Nothing in a frame that cannot be read says whose it is, but the id stands in it as it is. */
  #refuse(frame: Uint8Array, protocolName: string): void {
    const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
    const invocationId = this.#answers.keys().find((id) => bytes.includes(id));
    this.#setup.logger.warn({ protocolName }, 'A client result from another server is unreadable');
    if (invocationId !== undefined) {
      const text = "Client result wasn't deserializable to unknown.";
      this.#answers.fail(invocationId, new HubError(text));
    }
  }

  #scheduleCheck(): Timer {
    return this.#setup.clock.startTimer(CHECK_INTERVAL_MS, () => {
      void this.#checkServers();
      this.#check = this.#asked.size > 0 ? this.#scheduleCheck() : undefined;
    });
  }

  /** A server that was killed cannot say that its clients are gone, but Redis knows. */
  async #checkServers(): Promise<void> {
    const { link, channels, logger } = this.#setup;
    try {
      for (const [invocationId, asked] of this.#asked) {
        const { connectionId } = asked;
        const isMissing = (await link.countSubscribers(channels.connection(connectionId))) === 0;
        if (isMissing && asked.isMissing) {
          this.#answers.fail(invocationId, disconnected(connectionId));
        }
        asked.isMissing = isMissing;
      }
    } catch (error) {
      // The loss of Redis fails every call by itself.
      logger.debug({ error }, 'The servers of called clients could not be looked for');
    }
  }
}

function refusalOf({ connectionId, aborted, calls }: FarmMember): string | undefined {
  if (aborted.aborted) {
    return DISCONNECTED;
  }
  return calls.size >= MAX_CALLS_OF_A_CLIENT
    ? `Connection '${connectionId}' has ${MAX_CALLS_OF_A_CLIENT} calls to answer already.`
    : undefined;
}

function disconnected(connectionId: string): ConnectionGoneError {
  return new ConnectionGoneError(`Connection '${connectionId}' disconnected.`);
}

function canceled(): HubError {
  return new HubError('Invocation canceled by the server.');
}

function readCompletion(protocol: HubProtocol, frame: Uint8Array): CompletionMessage | undefined {
  try {
    const decoded = protocol.decode(frame, { offset: 0, maxMessageBytes: undefined });
    return decoded?.message?.type === MessageType.completion ? decoded.message : undefined;
  } catch {
    // What follows is the same as for a frame that holds something else.
    return undefined;
  }
}
