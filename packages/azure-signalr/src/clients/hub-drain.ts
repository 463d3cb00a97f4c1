/**
 * The end of a hub's clients at this server: they go to others while some do.
 *
 * Rules: docs/spec/azure-signalr.md, AZ-90 to AZ-94.
 */

import type { Clock, Timer } from '@parley/signalr-server';
import type { Departure } from '../links/service-ping.ts';

/** Nobody has left for so long: nobody will. */
const QUIET_MS = 3_000;
/** As `QUIET_MS`, where there are servers to go to: whose call is running goes when it has ended. */
const QUIET_AMONG_OTHERS_MS = 10_000;

/** A link as it leaves. */
export interface DepartingLink {
  depart(departure: Departure): void;
  /** The service gives the link no more clients, or does not answer. */
  readonly hasDeparted: boolean;
  /** Whether there is another server that could take the clients; `undefined` until the service has said it. */
  readonly hasOthers: boolean | undefined;
}

export interface HubDrainOptions {
  readonly links: readonly DepartingLink[];
  readonly departure: Departure;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly clientCount: () => number;
}

export class HubDrain {
  readonly #options: HubDrainOptions;
  readonly #finished: Promise<void>;
  #finish: () => void = () => undefined;
  #lastClientCount: number;
  #hadDeparted = false;
  #hadOthers = false;
  #quiet: Timer | undefined;
  #bound: Timer | undefined;

  constructor(options: HubDrainOptions) {
    this.#options = options;
    this.#lastClientCount = options.clientCount();
    this.#finished = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  /** Resolves when nobody else will go. */
  run(): Promise<void> {
    const { links, departure, timeoutMs, clock } = this.#options;
    this.#bound = clock.startTimer(timeoutMs, () => this.#end());
    this.#listen();
    for (const link of links) {
      link.depart(departure);
    }
    this.changed();
    return this.#finished;
  }

  /** A client has gone, or the service has said something. */
  changed(): void {
    const { links, departure, clientCount } = this.#options;
    const count = clientCount();
    const hasDeparted = links.every((link) => link.hasDeparted);
    const isAlone = departure === 'migrate' && links.every(({ hasOthers }) => hasOthers === false);
    if (hasDeparted && (count === 0 || isAlone)) {
      this.#end();
      return;
    }
    const hasOthers = links.some((link) => link.hasOthers === true);
    const isNews =
      count !== this.#lastClientCount ||
      hasDeparted !== this.#hadDeparted ||
      hasOthers !== this.#hadOthers;
    if (isNews) {
      this.#lastClientCount = count;
      this.#hadDeparted = hasDeparted;
      this.#hadOthers = hasOthers;
      this.#listen();
    }
  }

  #listen(): void {
    this.#quiet?.cancel();
    const quietMs = this.#hadOthers ? QUIET_AMONG_OTHERS_MS : QUIET_MS;
    this.#quiet = this.#options.clock.startTimer(quietMs, () => {
      const isEmpty = this.#lastClientCount === 0;
      if (isEmpty || (this.#hadDeparted && this.#options.departure === 'migrate')) {
        this.#end();
      }
    });
  }

  #end(): void {
    this.#quiet?.cancel();
    this.#bound?.cancel();
    this.#finish();
  }
}
