/**
 * What one client asks the hub to do: which call may run, when, and how it is answered.
 *
 * Rules: docs/spec/signalr-hubs.md, SH-30 to SH-57 and SH-104 to SH-107.
 */

import { MessageType } from '@parley/signalr-protocol';
import type { CompletionMessage, CompletionOutcome, HubMessage } from '@parley/signalr-protocol';
import type { HubConnectionContext } from '../definition/hub.ts';
import { isCallAllowed } from '../definition/method-policy.ts';
import { asError, HubError, SENTENCES, textForClient } from '../errors.ts';
import { bindCall } from './call-binding.ts';
import type { CallMessage } from './call-binding.ts';
import { failureOutcome, outcomeOf } from './call-outcome.ts';
import type { CallSurroundings } from './call-outcome.ts';
import { ClientStream } from './client-stream.ts';
import { InvocationSlots } from './invocation-slots.ts';
import type { ReleaseSlot } from './invocation-slots.ts';
import { LazyAbort } from './lazy-abort.ts';
import type { HubMethod, MethodTable } from './method-table.ts';
import { RunningCalls } from './running-calls.ts';
import type { RunningCall } from './running-calls.ts';

export interface DispatcherOptions extends CallSurroundings {
  readonly methods: MethodTable;
  readonly connection: HubConnectionContext;
  readonly maxParallelInvocations: number;
  readonly maxRunningCalls: number;
  readonly streamBufferCapacity: number;
  /** An answer to a call of this client. @throws {HubError} where another client was asked. */
  readonly receiveResult: (completion: CompletionMessage) => void;
}

export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #slots: InvocationSlots;
  readonly #running = new RunningCalls();
  #isOver = false;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#slots = new InvocationSlots(options.maxParallelInvocations);
  }

  /** A promise where the client's next message must wait. Never rejects. */
  dispatch(message: HubMessage): Promise<void> | undefined {
    switch (message.type) {
      case MessageType.invocation:
      case MessageType.streamInvocation:
        return this.#start(message);
      case MessageType.streamItem:
        return this.#running.findStream(message.invocationId)?.write(message.item);
      case MessageType.completion:
        this.#complete(message);
        return undefined;
      case MessageType.cancelInvocation:
        this.#running.cancel(message.invocationId);
        return undefined;
      case MessageType.ping:
      case MessageType.close:
      case MessageType.ack:
      case MessageType.sequence:
        // Of the connection's life, not of its calls: `step` deals with them.
        return undefined;
    }
  }

  /** The connection has ended: signals abort, streams in both directions end. */
  cancelAll(): void {
    this.#isOver = true;
    this.#running.cancelAll();
  }

  #start(received: CallMessage): Promise<void> | undefined {
    const method = this.#options.methods(received.target);
    const message = method === undefined ? received : withTarget(received, method.name);
    if (method !== undefined && method.policies.length > 0) {
      return this.#startGuarded(message, method);
    }
    const call = this.#prepare(message, method);
    if (call === undefined) {
      return undefined;
    }
    if (runsBeside(message)) {
      void this.#run(call);
      return undefined;
    }
    return this.#slots.start((release) => this.#run(call, release));
  }

  /** The policies are asked within the call's slot; what a stream's client sends next waits for them. */
  #startGuarded(message: CallMessage, method: HubMethod): Promise<void> | undefined {
    const start = async (release?: ReleaseSlot): Promise<void> => {
      const call = (await this.#isAllowed(message, method))
        ? this.#prepare(message, method)
        : undefined;
      if (call !== undefined) {
        const running = this.#run(call, release);
        await (runsBeside(message) ? undefined : running);
      }
    };
    return runsBeside(message) ? start() : this.#slots.start(start);
  }

  /** Answers the client where the call is not allowed. */
  async #isAllowed(message: CallMessage, method: HubMethod): Promise<boolean> {
    const { connection, logger } = this.#options;
    try {
      const attempt = { connection, methodName: method.name, arguments: message.arguments };
      if (await isCallAllowed(method.policies, attempt)) {
        return !this.#isOver;
      }
      this.#refuse(message, { sentence: SENTENCES['method-unauthorized'](message.target) });
    } catch (error) {
      const { connectionId } = connection;
      logger.error({ error, connectionId, method: method.name }, 'A policy failed');
      const sentence = SENTENCES['method-threw'](message.target);
      this.#answer(message, { kind: 'error', error: sentence });
    }
    return false;
  }

  /** `undefined` where the call is refused, which its client has then been told. */
  #prepare(message: CallMessage, method: HubMethod | undefined): RunningCall | undefined {
    const binding = bindCall(message, method);
    if (binding.kind === 'refused') {
      this.#refuse(message, binding);
      return undefined;
    }
    const isStream = message.type === MessageType.streamInvocation;
    if (isStream && this.#running.has(message.invocationId)) {
      this.#refuse(message, { sentence: SENTENCES['invocation-id-in-use'](message.invocationId) });
      return undefined;
    }

    if (this.#running.count >= this.#options.maxRunningCalls) {
      this.#refuse(message, { sentence: SENTENCES['too-many-calls'](message.target) });
      return undefined;
    }

    const { kind, values, streamIds } = binding;
    const streams = streamIds.map(
      (_, index) =>
        new ClientStream(this.#options.streamBufferCapacity, binding.method.parseItems[index]),
    );
    const abort = new LazyAbort();
    // Written out: an object that is spread into another has a hidden class of its own.
    const call: RunningCall = {
      kind,
      method: binding.method,
      values,
      streamIds,
      message,
      streams,
      abort,
    };
    this.#running.add(call);
    return call;
  }

  /** The end of a stream from the client, or what it was asked. */
  #complete(message: CompletionMessage): void {
    const { invocationId, outcome } = message;
    if (this.#running.findStream(invocationId) === undefined) {
      this.#receiveResult(message);
      return;
    }
    const error = outcome.kind === 'error' ? new HubError(outcome.error) : undefined;
    this.#running.endStream(invocationId, error);
  }

  #receiveResult(message: CompletionMessage): void {
    try {
      this.#options.receiveResult(message);
    } catch (error) {
      this.#options.logger.warn({ error }, 'A client answered what another one was asked');
    }
  }

  async #run(call: RunningCall, release?: ReleaseSlot): Promise<void> {
    const outcome = await outcomeOf(call, this.#options, release);
    // The id is free before the client reads the completion, so that it may use it again.
    this.#running.remove(call);
    this.#answer(call.message, outcome);
  }

  #refuse(
    message: CallMessage,
    { sentence, error }: { readonly sentence: string; readonly error?: Error | undefined },
  ): void {
    const { logger, hasDetailedErrors } = this.#options;
    logger.debug({ error }, sentence);
    const text = error === undefined ? sentence : textForClient(sentence, error, hasDetailedErrors);
    this.#answer(message, { kind: 'error', error: text });
  }

  /** A client that gave no id wants no answer, not even of a failure. */
  #answer({ invocationId, target }: CallMessage, outcome: CompletionOutcome): void {
    if (invocationId === undefined) {
      return;
    }
    try {
      this.#options.send({ type: MessageType.completion, invocationId, outcome });
    } catch (thrown) {
      const unencodable = failureOutcome(
        this.#options,
        SENTENCES['method-threw'](target),
        asError(thrown),
      );
      this.#options.send({ type: MessageType.completion, invocationId, outcome: unencodable });
    }
  }
}

/** Clients read of the method by the hub's own spelling, as ASP.NET Core's do. */
function withTarget(message: CallMessage, target: string): CallMessage {
  return message.target === target ? message : { ...message, target };
}

/** Streams, either way, run beside the client's other calls. */
function runsBeside({ type, streamIds = [] }: CallMessage): boolean {
  return type === MessageType.streamInvocation || streamIds.length > 0;
}
