/**
 * The connection that never gives up: opens transports one after another and enters the hub on each.
 * What arrives before the welcome is held back and comes after it, in order.
 */

import type { ChatEvent, Welcome } from '@parley/chat-protocol';
import { UNREACHABLE } from './call-outcome.ts';
import type { CallOutcome } from './call-outcome.ts';
import type { Clock } from './clock.ts';
import type {
  HubMethod,
  HubParameters,
  HubTransport,
  HubValue,
  OpenHubTransport,
} from './hub-transport.ts';
import { INITIAL_CONNECTION, stepConnection } from './recovery.ts';
import type { ConnectionInput, ConnectionState } from './recovery.ts';

export interface ChatConnectionOptions {
  readonly openTransport: OpenHubTransport;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
  /** Asked when an attempt fails: `false` ends the connection for good. */
  readonly isSignedIn: () => Promise<boolean>;
  readonly onState: (state: ConnectionState) => void;
  readonly onWelcome: (welcome: Welcome) => void;
  readonly onEvent: (event: ChatEvent) => void;
}

export class ChatConnection {
  readonly #options: ChatConnectionOptions;
  #state: ConnectionState = INITIAL_CONNECTION;
  #transport: HubTransport | undefined;
  #cancelTimer: (() => void) | undefined;

  constructor(options: ChatConnectionOptions) {
    this.#options = options;
  }

  open(): void {
    void this.#connect();
  }

  /** Ends an ongoing wait. */
  retryNow(): void {
    this.#step({ type: 'retry' });
  }

  close(): void {
    this.#step({ type: 'close', reason: 'left' });
  }

  /** Only an open connection is asked; nothing waits here for a later one. */
  async call<N extends HubMethod>(
    method: N,
    ...parameters: HubParameters<N>
  ): Promise<CallOutcome<HubValue<N>>> {
    if (this.#transport === undefined || this.#state.phase !== 'online') return UNREACHABLE;
    return callOn(this.#transport, method, parameters);
  }

  async #connect(): Promise<void> {
    let held: ChatEvent[] | undefined = [];
    const transport = this.#options.openTransport({
      onEvent: (event) => {
        if (this.#transport !== transport) return;
        if (held === undefined) this.#options.onEvent(event);
        else held.push(event);
      },
      onClosed: () => this.#lose(transport),
    });
    this.#transport = transport;

    const welcome = await startAndEnter(transport);
    if (this.#transport !== transport) return;
    if (welcome.kind !== 'done') {
      await this.#failed(transport, welcome);
      return;
    }
    this.#options.onWelcome(welcome.value);
    const early = held;
    held = undefined;
    for (const event of early) this.#options.onEvent(event);
    this.#step({ type: 'opened' });
  }

  async #failed(transport: HubTransport, outcome: CallOutcome<Welcome>): Promise<void> {
    const isRefused = outcome.kind === 'refused' && outcome.problem.code === 'not-signed-in';
    const isSignedOut = isRefused || !(await this.#options.isSignedIn());
    if (this.#transport !== transport) return;
    if (isSignedOut) this.#step({ type: 'close', reason: 'not-signed-in' });
    else this.#lose(transport);
  }

  #lose(transport: HubTransport): void {
    if (this.#transport !== transport) return;
    this.#dropTransport();
    const { clock, random } = this.#options;
    this.#step({ type: 'lost', now: clock.now(), chance: random() });
  }

  #step(input: ConnectionInput): void {
    const before = this.#state;
    this.#state = stepConnection(before, input);
    if (this.#state === before) return;

    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#options.onState(this.#state);
    this.#enterState(this.#state);
  }

  #enterState(state: ConnectionState): void {
    switch (state.phase) {
      case 'connecting':
        void this.#connect();
        break;
      case 'waiting':
        this.#cancelTimer = this.#options.clock.after(
          state.retryAt - this.#options.clock.now(),
          () => this.#step({ type: 'retry' }),
        );
        break;
      case 'closed':
        this.#dropTransport();
        break;
      case 'online':
        break;
    }
  }

  #dropTransport(): void {
    const transport = this.#transport;
    this.#transport = undefined;
    void transport?.close().catch(ignoreFailedClose);
  }
}

/** A transport that is given up may be broken in any way; nothing more is expected of it. */
function ignoreFailedClose(): void {}

async function startAndEnter(transport: HubTransport): Promise<CallOutcome<Welcome>> {
  try {
    await transport.start();
  } catch {
    return UNREACHABLE; // The cause is the network's; recovery tries again whatever it was.
  }
  return callOn(transport, 'enter', []);
}

async function callOn<N extends HubMethod>(
  transport: HubTransport,
  method: N,
  parameters: HubParameters<N>,
): Promise<CallOutcome<HubValue<N>>> {
  try {
    const outcome = await transport.invoke(method, ...parameters);
    if (outcome.ok) return { kind: 'done', value: outcome.value as HubValue<N> };
    return { kind: 'refused', problem: outcome.problem };
  } catch {
    return UNREACHABLE; // Lost connections and the server's own failures end alike: ask again later.
  }
}
