/** A router over scripted links, and clients that it knows. */

import { JsonHubProtocol, MessagePackHubProtocol } from '@parley/signalr-protocol';
import { ManualClock } from '../../../signalr-server/test/support/manual-clock.ts';
import { RecordedRecipient } from '../../../signalr-server/test/support/recorded-recipient.ts';
import type { RecordedRecipientOptions } from '../../../signalr-server/test/support/recorded-recipient.ts';
import { RecordingLogger } from '../../../signalr-server/test/support/recording-logger.ts';
import { AzureRouter } from '../../src/routing/azure-router.ts';
import type { AzureRouterOptions } from '../../src/routing/azure-router.ts';
import { ScriptedLink } from './scripted-link.ts';

export const JSON_PROTOCOL = new JsonHubProtocol();
export const MESSAGE_PACK = new MessagePackHubProtocol();

export interface ScriptedRouterOptions extends Partial<Pick<AzureRouterOptions, 'ordering'>> {
  /** Default: one. */
  readonly links?: readonly ScriptedLink[];
}

type ConnectOptions = Omit<RecordedRecipientOptions, 'connectionId' | 'router'>;

export class ScriptedRouter {
  readonly router: AzureRouter;
  readonly links: readonly ScriptedLink[];
  readonly clock = new ManualClock();
  readonly logger = new RecordingLogger();

  constructor({
    links = [new ScriptedLink()],
    ordering = 'everything',
  }: ScriptedRouterOptions = {}) {
    this.links = links;
    this.router = new AzureRouter({
      setup: {
        clock: this.clock,
        logger: this.logger,
        protocols: [JSON_PROTOCOL, MESSAGE_PACK],
      },
      links,
      serverId: 'server-1',
      ordering,
      onClosed: async () => undefined,
    });
  }

  get link(): ScriptedLink {
    return this.links[0] as ScriptedLink;
  }

  /** What the router says of it to the service is taken off the link. */
  async connect(
    connectionId: string,
    { link = this.link, ...options }: ConnectOptions & { readonly link?: ScriptedLink } = {},
  ): Promise<RecordedRecipient> {
    const { router } = this;
    const recipient = new RecordedRecipient({ ...options, connectionId, router });
    link.carried.add(connectionId);
    await router.add(recipient);
    link.take();
    return recipient;
  }

  /** The client has gone: the service has said so, and the hub has let go of it. */
  async disconnect(recipient: RecordedRecipient): Promise<void> {
    for (const link of this.links) {
      link.carried.delete(recipient.connectionId);
    }
    await recipient.end();
    await this.router.remove(recipient);
  }
}
