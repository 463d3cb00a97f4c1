/** A service whose routers a test can reach, and which says when a connection comes and goes. */

import type { ClientServiceFactory, RoutedConnection, Router } from '@parley/signalr-server';
import { Signal } from '../../../signalr-server/test/support/signal.ts';

export class WatchedService {
  readonly create: ClientServiceFactory;
  readonly #present = new Set<string>();
  readonly #changed = new Signal();
  #router: Router | undefined;

  /** For a server of one hub. */
  constructor(service: ClientServiceFactory) {
    this.create = (setup) => {
      const client = service(setup);
      this.#router = client.router;
      this.#watch(client.router);
      return client;
    };
  }

  get router(): Router {
    if (this.#router === undefined) {
      throw new TypeError('No hub is mapped.');
    }
    return this.#router;
  }

  hasAdded(connectionId: string): Promise<void> {
    return this.#changed.until(() => this.#present.has(connectionId));
  }

  hasRemoved(connectionId: string): Promise<void> {
    return this.#changed.until(() => !this.#present.has(connectionId));
  }

  #watch(router: Router): void {
    const add = router.add.bind(router);
    const remove = router.remove.bind(router);
    router.add = async (connection: RoutedConnection) => {
      await add(connection);
      this.#present.add(connection.connectionId);
      this.#changed.raise();
    };
    router.remove = async (connection: RoutedConnection) => {
      await remove(connection);
      this.#present.delete(connection.connectionId);
      this.#changed.raise();
    };
  }
}
