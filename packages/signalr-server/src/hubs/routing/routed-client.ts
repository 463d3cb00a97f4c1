/** One client as a target: sent to like any other, and asked. Rules: SH-100 to SH-108. */

import { MessageType, SerializedMessage } from '@parley/signalr-protocol';
import type {
  AnsweredEventName,
  EventName,
  EventParameters,
  EventResult,
  HubContract,
} from '@parley/signalr-protocol';
import type { ClientCallOptions, SingleClientProxy } from '../definition/hub.ts';
import { BindingError, HubError } from '../errors.ts';
import type { Audience, Router } from './router.ts';

export interface RoutedClientOptions {
  readonly router: Router;
  readonly connectionId: string;
  /** Whose call sends. Absent: the application does. */
  readonly callerId?: string;
  /** Called before the client is asked; what it throws is what `invoke` throws. */
  readonly beforeInvoke?: (() => void) | undefined;
  readonly callOptions?: ClientCallOptions;
}

export class RoutedClient<C extends HubContract> implements SingleClientProxy<C> {
  readonly #options: RoutedClientOptions;

  constructor(options: RoutedClientOptions) {
    this.#options = options;
  }

  async send<N extends EventName<C>>(
    event: N,
    ...parameters: EventParameters<C, N>
  ): Promise<void> {
    const { router, connectionId, callerId } = this.#options;
    const message = { type: MessageType.invocation, target: event, arguments: parameters };
    const audience: Audience = { to: 'connections', ids: [connectionId] };
    await router.send(audience, SerializedMessage.of(message), callerId);
  }

  async invoke<N extends AnsweredEventName<C>>(
    event: N,
    ...parameters: EventParameters<C, N>
  ): Promise<EventResult<C, N>> {
    const { router, connectionId, callerId, beforeInvoke, callOptions = {} } = this.#options;
    const { signal, parse = asItCame } = callOptions;
    beforeInvoke?.();
    const answer = await router.invoke(connectionId, {
      target: event,
      arguments: parameters,
      ...(signal === undefined ? undefined : { signal }),
      ...(callerId === undefined ? undefined : { callerId }),
    });
    return parseAnswer(answer, parse) as EventResult<C, N>;
  }

  with(callOptions: ClientCallOptions): SingleClientProxy<C> {
    return new RoutedClient({
      ...this.#options,
      callOptions: { ...this.#options.callOptions, ...callOptions },
    });
  }
}

function asItCame(answer: unknown): unknown {
  return answer;
}

function parseAnswer(answer: unknown, parse: (answer: unknown) => unknown): unknown {
  try {
    return parse(answer);
  } catch (thrown) {
    if (thrown instanceof HubError) {
      throw thrown;
    }
    throw new BindingError("The client's result is not of the type that was asked for.", {
      cause: thrown,
    });
  }
}
