/** One connection to the hub, from its start to its end. Recovery makes a new one each time. */

import type { ChatEvent, ChatHubContract } from '@parley/chat-protocol';
import type { MethodName, MethodParameters, MethodResult } from '@parley/signalr-protocol';
import type { ClientParameters } from '@parley/signalr-protocol/typed-client';

export type HubMethod = MethodName<ChatHubContract>;
export type HubParameters<N extends HubMethod> = ClientParameters<
  MethodParameters<ChatHubContract, N>
>;
export type HubResult<N extends HubMethod> = MethodResult<ChatHubContract, N>;
/** What a method gives when it is not refused. */
export type HubValue<N extends HubMethod> = Extract<HubResult<N>, { ok: true }>['value'];

export interface HubTransport {
  /** Rejects when the connection cannot be made. */
  start(): Promise<void>;
  /** Rejects when the connection is lost before the answer. */
  invoke<N extends HubMethod>(method: N, ...parameters: HubParameters<N>): Promise<HubResult<N>>;
  close(): Promise<void>;
}

export interface HubTransportEvents {
  readonly onEvent: (event: ChatEvent) => void;
  /** Once, after a successful start. */
  readonly onClosed: () => void;
}

export type OpenHubTransport = (events: HubTransportEvents) => HubTransport;
