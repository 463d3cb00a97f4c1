/**
 * What one client asked the hub to do: its running calls and the streams both ways.
 *
 * Rules: docs/spec/signalr-hubs.md, SH-30 to SH-57 and SH-104 to SH-107.
 */

import { MessageType } from '@parley/signalr-protocol';
import type {
  CompletionMessage,
  CompletionOutcome,
  HubContract,
  HubMessage,
} from '@parley/signalr-protocol';
import type { Logger } from '../../transports/logger.ts';
import type { HubCall, HubConnectionContext } from '../definition/hub.ts';
import { isCallAllowed } from '../definition/method-policy.ts';
import { asError, HubError, SENTENCES, textForClient } from '../errors.ts';
import { bindCall } from './call-binding.ts';
import type { Binding, CallMessage } from './call-binding.ts';
import { ClientStream } from './client-stream.ts';
import type { ParseItem } from './client-stream.ts';
import type { HubCallOptions } from './create-hub-call.ts';
import type { HubPipeline } from './hub-pipeline.ts';
import { InvocationSlots } from './invocation-slots.ts';
import type { ReleaseSlot } from './invocation-slots.ts';
import { LazyAbort } from './lazy-abort.ts';
import type { HubMethod, MethodTable } from './method-table.ts';
import { runServerStream } from './server-stream.ts';

export interface DispatcherOptions {
  readonly methods: MethodTable;
  readonly pipeline: HubPipeline;
  readonly connection: HubConnectionContext;
  readonly hasDetailedErrors: boolean;
  readonly maxParallelInvocations: number;
  readonly streamBufferCapacity: number;
  readonly logger: Logger;
  /** @throws what the protocol throws for a value that it cannot encode. */
  readonly send: (message: HubMessage) => void;
  /** A promise where the client is behind. */
  readonly whenWritable: (signal: AbortSignal) => Promise<void> | undefined;
  readonly createCall: (options: HubCallOptions) => HubCall<HubContract>;
  /** An answer to a call of this client. @throws {HubError} where another client was asked. */
  readonly receiveResult: (completion: CompletionMessage) => void;
}

type BoundCall = Extract<Binding, { kind: 'bound' }> & {
  readonly message: CallMessage;
  readonly streams: readonly ClientStream[];
  readonly abort: LazyAbort;
};

export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #slots: InvocationSlots;
  readonly #running = new Set<LazyAbort>();
  readonly #runningById = new Map<string, LazyAbort>();
  readonly #clientStreams = new Map<string, ClientStream>();
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
        return this.#clientStreams.get(message.invocationId)?.write(message.item);
      case MessageType.completion:
        this.#complete(message);
        return undefined;
      case MessageType.cancelInvocation:
        this.#runningById.get(message.invocationId)?.abort();
        return undefined;
      case MessageType.ping:
      case MessageType.close:
      case MessageType.ack:
      case MessageType.sequence:
        // Of the connection's life, not of its calls: step.ts deals with them.
        return undefined;
    }
  }

  /** The connection has ended: signals abort, streams in both directions end. */
  cancelAll(): void {
    this.#isOver = true;
    for (const call of this.#running) {
      call.abort();
    }
    for (const stream of this.#clientStreams.values()) {
      stream.end(new HubError('The underlying connection was closed.'));
    }
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
  #prepare(message: CallMessage, method: HubMethod | undefined): BoundCall | undefined {
    const binding = bindCall(message, method);
    if (binding.kind === 'refused') {
      this.#refuse(message, binding);
      return undefined;
    }
    const isStream = message.type === MessageType.streamInvocation;
    if (isStream && this.#runningById.has(message.invocationId)) {
      this.#refuse(message, { sentence: SENTENCES['invocation-id-in-use'](message.invocationId) });
      return undefined;
    }

    const abort = new LazyAbort();
    const streams = binding.streamIds.map((id, index) =>
      this.#openClientStream(id, binding.method.parseItems[index]),
    );
    const { kind, values, streamIds } = binding;
    // Written out: an object that is spread into another has a hidden class of its own.
    const call: BoundCall = {
      kind,
      method: binding.method,
      values,
      streamIds,
      message,
      streams,
      abort,
    };
    this.#register(call);
    return call;
  }

  #openClientStream(id: string, parse: ParseItem | undefined): ClientStream {
    const stream = new ClientStream(this.#options.streamBufferCapacity, parse);
    this.#clientStreams.set(id, stream);
    return stream;
  }

  /** The end of a stream from the client, or what it was asked. */
  #complete(message: CompletionMessage): void {
    const { invocationId, outcome } = message;
    const stream = this.#clientStreams.get(invocationId);
    if (stream === undefined) {
      this.#receiveResult(message);
      return;
    }
    this.#clientStreams.delete(invocationId);
    stream.end(outcome.kind === 'error' ? new HubError(outcome.error) : undefined);
  }

  #receiveResult(message: CompletionMessage): void {
    try {
      this.#options.receiveResult(message);
    } catch (error) {
      this.#options.logger.warn({ error }, 'A client answered what another one was asked');
    }
  }

  #register({ message, abort }: BoundCall): void {
    this.#running.add(abort);
    const id = message.invocationId;
    if (id !== undefined && !this.#runningById.has(id)) {
      this.#runningById.set(id, abort);
    }
  }

  #forget({ message, abort, streamIds, streams }: BoundCall): void {
    this.#running.delete(abort);
    const id = message.invocationId;
    if (id !== undefined && this.#runningById.get(id) === abort) {
      this.#runningById.delete(id);
    }
    streams.forEach((stream, index) => {
      const streamId = streamIds[index];
      if (streamId !== undefined && this.#clientStreams.get(streamId) === stream) {
        this.#clientStreams.delete(streamId);
      }
      stream.abandon();
    });
  }

  async #run(call: BoundCall, release?: ReleaseSlot): Promise<void> {
    const outcome = await this.#outcomeOf(call, release);
    // The id is free before the client reads the completion, so that it may use it again.
    this.#forget(call);
    this.#answer(call.message, outcome);
  }

  async #outcomeOf(call: BoundCall, beforeInvoke?: ReleaseSlot): Promise<CompletionOutcome> {
    const { message, method } = call;
    try {
      const hubCall = this.#options.createCall({ abort: call.abort, beforeInvoke });
      const parameters = [...call.values, ...call.streams];
      const result: unknown = await this.#options.pipeline.runMethod(method, hubCall, parameters);
      if (method.isStreaming) {
        return await this.#stream(call, result);
      }
      if (isAsyncIterable(result)) {
        throw new TypeError('The method returned a stream: its isStreaming must say so.');
      }
      return { kind: 'result', result: result ?? null };
    } catch (thrown) {
      return this.#failure(SENTENCES['method-threw'](message.target), asError(thrown));
    }
  }

  async #stream(call: BoundCall, result: unknown): Promise<CompletionOutcome> {
    const { target, invocationId = '' } = call.message;
    if (!isAsyncIterable(result)) {
      return { kind: 'error', error: SENTENCES['result-is-no-stream'](target) };
    }
    const { signal } = call.abort;
    const end = await runServerStream({
      source: result,
      signal,
      writeItem: (item) => {
        this.#options.send({ type: MessageType.streamItem, invocationId, item: item ?? null });
        return this.#options.whenWritable(signal);
      },
    });
    return end.kind === 'failed'
      ? this.#failure(SENTENCES['stream-threw'](), asError(end.error))
      : { kind: 'without-result' };
  }

  #failure(sentence: string, error: Error): CompletionOutcome {
    const { logger, hasDetailedErrors } = this.#options;
    if (error instanceof HubError) {
      logger.debug({ error }, sentence);
    } else {
      logger.error({ error }, sentence);
    }
    return { kind: 'error', error: textForClient(sentence, error, hasDetailedErrors) };
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
      const unencodable = this.#failure(SENTENCES['method-threw'](target), asError(thrown));
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

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
