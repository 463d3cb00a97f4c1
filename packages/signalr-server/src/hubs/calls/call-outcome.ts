/**
 * Runs the method that a client called, and its stream to the client, up to what the client is answered.
 *
 * Rules: docs/spec/signalr-hubs.md, SH-38 to SH-48.
 */

import { MessageType } from '@parley/signalr-protocol';
import type { CompletionOutcome, HubContract, HubMessage } from '@parley/signalr-protocol';
import type { Logger } from '../../transports/logger.ts';
import type { HubCall } from '../definition/hub.ts';
import { asError, HubError, SENTENCES, textForClient } from '../errors.ts';
import type { HubCallOptions } from './create-hub-call.ts';
import type { HubPipeline } from './hub-pipeline.ts';
import type { ReleaseSlot } from './invocation-slots.ts';
import type { RunningCall } from './running-calls.ts';
import { runServerStream } from './server-stream.ts';

/** How failures are told: to the log in full, to the client what it may read. */
export interface FailureReport {
  readonly logger: Logger;
  readonly hasDetailedErrors: boolean;
}

/** What all calls of one client run in. */
export interface CallSurroundings extends FailureReport {
  readonly pipeline: HubPipeline;
  readonly createCall: (options: HubCallOptions) => HubCall<HubContract>;
  /** @throws what the protocol throws for a value that it cannot encode. */
  readonly send: (message: HubMessage) => void;
  /** A promise where the client is behind. */
  readonly whenWritable: (signal: AbortSignal) => Promise<void> | undefined;
}

/** Never rejects. `beforeInvoke` is called before the method waits for a client. */
export async function outcomeOf(
  call: RunningCall,
  around: CallSurroundings,
  beforeInvoke: ReleaseSlot | undefined,
): Promise<CompletionOutcome> {
  const { message, method, abort } = call;
  try {
    const hubCall = around.createCall({ abort, beforeInvoke });
    const parameters = [...call.values, ...call.streams];
    const result: unknown = await around.pipeline.runMethod(method, hubCall, parameters);
    if (method.isStreaming) {
      return await outcomeOfStream(call, around, result);
    }
    if (isAsyncIterable(result)) {
      throw new TypeError('The method returned a stream: its isStreaming must say so.');
    }
    return { kind: 'result', result: result ?? null };
  } catch (thrown) {
    return failureOutcome(around, SENTENCES['method-threw'](message.target), asError(thrown));
  }
}

/** Logs the error, as one of the server's unless it was made for the client. */
export function failureOutcome(
  { logger, hasDetailedErrors }: FailureReport,
  sentence: string,
  error: Error,
): CompletionOutcome {
  if (error instanceof HubError) {
    logger.debug({ error }, sentence);
  } else {
    logger.error({ error }, sentence);
  }
  return { kind: 'error', error: textForClient(sentence, error, hasDetailedErrors) };
}

async function outcomeOfStream(
  { message, abort }: RunningCall,
  around: CallSurroundings,
  result: unknown,
): Promise<CompletionOutcome> {
  const { target, invocationId = '' } = message;
  if (!isAsyncIterable(result)) {
    return { kind: 'error', error: SENTENCES['result-is-no-stream'](target) };
  }
  const { signal } = abort;
  const end = await runServerStream({
    source: result,
    signal,
    writeItem: (item) => {
      around.send({ type: MessageType.streamItem, invocationId, item: item ?? null });
      return around.whenWritable(signal);
    },
  });
  return end.kind === 'failed'
    ? failureOutcome(around, SENTENCES['stream-threw'](), asError(end.error))
    : { kind: 'without-result' };
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
