/** Messages of client results: a server asks a client, which another server may carry. */

import type { ServiceMessageType } from '../service-message-type.ts';
import type { PayloadMap } from './data.ts';
import type { Traced } from './traced.ts';

/** From the asking server to the service, and from the service to the server that carries the client. */
export interface ClientInvocationMessage extends Traced {
  readonly type: typeof ServiceMessageType.clientInvocation;
  readonly invocationId: string;
  readonly connectionId: string;
  readonly callerServerId: string;
  readonly payloads: PayloadMap;
}

/** The client's answer, on its way back. */
export interface ClientCompletionMessage extends Traced {
  readonly type: typeof ServiceMessageType.clientCompletion;
  readonly invocationId: string;
  readonly connectionId: string;
  readonly callerServerId: string;
  /** The hub protocol of the payload. On the wire twice, as an item and as an extension. */
  readonly protocol?: string;
  /** Empty where the asking server has the answer already. Of a decoded message a view: copy it to keep it. */
  readonly payload: Uint8Array;
}

/** There will be no answer. */
export interface ErrorCompletionMessage extends Traced {
  readonly type: typeof ServiceMessageType.errorCompletion;
  readonly invocationId: string;
  readonly connectionId: string;
  readonly callerServerId: string;
  readonly error: string;
}

/** From the service: which of its instances has the client. */
export interface ServiceMappingMessage {
  readonly type: typeof ServiceMessageType.serviceMapping;
  readonly invocationId: string;
  readonly connectionId: string;
  readonly instanceId: string;
}
