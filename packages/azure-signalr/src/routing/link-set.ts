/**
 * The links of a hub as one: who has which client, and what goes to all of them.
 *
 * Rules: docs/spec/azure-signalr.md, AZ-107 and AZ-108.
 */

import type { AckableMessage } from '@parley/azure-signalr-protocol';
import type { Logger } from '@parley/signalr-server';
import { asError, AzureSignalRError } from '../errors.ts';
import type { HubLink, Lane } from '../links/hub-link.ts';
import { wasFound } from './acknowledgement.ts';

/** How something is asked of one link. */
export interface LinkQuestion {
  readonly create: (ackId: number) => AckableMessage;
  readonly lane: Lane;
}

export class LinkSet {
  readonly #links: readonly HubLink[];
  readonly #logger: Logger;

  /** One at least, by the time that the first client comes. */
  constructor(links: readonly HubLink[], logger: Logger) {
    this.#links = links;
    this.#logger = logger;
  }

  /** Those that can take something now; where none can, all, which say why. */
  get reachable(): readonly HubLink[] {
    const connected = this.#links.filter(({ isConnected }) => isConnected);
    return connected.length > 0 ? connected : this.#links;
  }

  /** That of a client of this process. */
  of(connectionId: string): HubLink | undefined {
    return this.#links.find((link) => link.carries(connectionId));
  }

  /**
   * Does something over every link, and returns those that it could be done over: one that cannot does not keep the
   * clients of the others from anything.
   *
   * @throws {AzureSignalRError} what the first link throws, where none can.
   */
  each(send: (link: HubLink) => void): readonly HubLink[] {
    const failures: { readonly link: HubLink; readonly error: unknown }[] = [];
    const done = this.reachable.filter((link) => {
      try {
        send(link);
        return true;
      } catch (error) {
        failures.push({ link, error });
        return false;
      }
    });
    if (done.length === 0) {
      const [first] = failures;
      throw first === undefined ? unavailable() : asError(first.error);
    }
    for (const { link, error } of failures) {
      this.#logger.warn({ error, endpoint: link.endpoint.name }, 'An endpoint was not reached');
    }
    return done;
  }

  /**
   * The first link whose service says that it was done; `undefined` when each of them knows of nothing to do it to.
   *
   * @throws {AzureSignalRError} what one of them throws, when none has done it.
   */
  async findWhere({ create, lane }: LinkQuestion): Promise<HubLink | undefined> {
    const answers = this.reachable.map(async (link) => {
      const isDone = wasFound(await link.ask(create, lane));
      return isDone ? link : Promise.reject(NOT_HERE);
    });
    try {
      return await Promise.any(answers);
    } catch (error) {
      const failures: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
      const failure = failures.find((each) => each !== NOT_HERE);
      if (failure !== undefined) {
        throw asError(failure);
      }
      return undefined;
    }
  }
}

/** Of a link whose service does not have what is looked for. */
const NOT_HERE = new Error('The service does not have it.');

function unavailable(): AzureSignalRError {
  return new AzureSignalRError('service-unavailable', 'The hub has no endpoint.');
}
