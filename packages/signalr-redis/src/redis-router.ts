/**
 * The router of one hub in a farm: what is local stays with `LocalRouter`, everything else goes
 * through Redis and comes back from there. Rules: docs/spec/signalr-redis.md.
 */

import { SerializedMessage } from '@parley/signalr-protocol';
import type { CompletionMessage } from '@parley/signalr-protocol';
import { LocalRouter } from '@parley/signalr-server';
import type {
  Audience,
  ClientCall,
  ConnectionDescription,
  ConnectionQuery,
  DisconnectNotice,
  RoutedConnection,
  Router,
} from '@parley/signalr-server';
import { redisUnavailable, routerClosed } from './errors.ts';
import { FarmMember } from './farm/farm-member.ts';
import { FarmQueries } from './farm/farm-queries.ts';
import { FarmSender } from './farm/farm-sender.ts';
import type { FarmSetup } from './farm/farm-setup.ts';
import { GroupCommands } from './farm/group-commands.ts';
import type { GroupChange } from './farm/group-commands.ts';
import { RemoteResults } from './farm/remote-results.ts';
import type { PayloadListener } from './link/channel-subscriptions.ts';
import { decodeInvocation } from './wire/backplane-payloads.ts';

export interface RedisRouterOptions extends Omit<FarmSetup, 'local' | 'members'> {
  readonly onClosed: () => void;
}

export class RedisRouter implements Router {
  readonly #setup: FarmSetup;
  readonly #onClosed: () => void;
  readonly #local = new LocalRouter();
  readonly #members = new Map<string, FarmMember>();
  readonly #sender: FarmSender;
  readonly #groupCommands: GroupCommands;
  readonly #results: RemoteResults;
  readonly #queries: FarmQueries;
  readonly #ownChannels: ReadonlyMap<string, PayloadListener>;
  /** Everything that a server listens to before it has a connection. */
  readonly #listening: Promise<unknown>;

  constructor({ onClosed, ...options }: RedisRouterOptions) {
    const setup = { ...options, local: this.#local, members: this.#members };
    this.#setup = setup;
    this.#onClosed = onClosed;
    this.#sender = new FarmSender(setup);
    this.#groupCommands = new GroupCommands({ setup, change: (change) => this.#change(change) });
    this.#results = new RemoteResults(setup);
    this.#queries = new FarmQueries(setup);
    this.#ownChannels = this.#listeners();
    this.#listening = this.#listen();
    setup.link.onLost(() => {
      this.#sender.forgetAll();
      this.#failAll(redisUnavailable());
    });
  }

  async add(connection: RoutedConnection): Promise<void> {
    const { link, channels } = this.#setup;
    const member = new FarmMember(connection);
    const { connectionId } = member;
    this.#members.set(connectionId, member);
    await Promise.all([
      this.#local.add(member),
      this.#listening,
      link.acquire(
        channels.connection(connectionId),
        this.#guarded((payload) => this.#deliverToOne(member, payload)),
      ),
      ...this.#userChannels(member).map((channel) =>
        link.acquire(
          channel,
          this.#delivering(channel, (except) => ({
            to: 'users',
            ids: [member.userId ?? ''],
            except,
          })),
        ),
      ),
    ]);
  }

  async remove(connection: RoutedConnection): Promise<void> {
    const { channels } = this.#setup;
    const member = this.#members.get(connection.connectionId);
    if (member === undefined) {
      return;
    }
    this.#members.delete(member.connectionId);
    this.#results.forget(member);
    await Promise.all([
      this.#local.remove(member),
      this.#sender.release(channels.connection(member.connectionId)),
      ...this.#userChannels(member).map((channel) => this.#sender.release(channel)),
      ...Array.from(member.groups, (group) => this.#sender.release(channels.group(group))),
    ]);
  }

  join(connectionId: string, group: string): Promise<void> {
    return this.#changeAnywhere({ action: 'add', connectionId, group });
  }

  leave(connectionId: string, group: string): Promise<void> {
    return this.#changeAnywhere({ action: 'remove', connectionId, group });
  }

  send(audience: Audience, message: SerializedMessage): Promise<void> {
    return this.#sender.send(audience, message);
  }

  async invoke(connectionId: string, call: ClientCall): Promise<unknown> {
    return this.#members.has(connectionId)
      ? this.#local.invoke(connectionId, call)
      : this.#results.ask(connectionId, call);
  }

  receiveResult(connection: RoutedConnection, completion: CompletionMessage): void {
    if (!this.#results.takeAnswer(connection, completion)) {
      this.#local.receiveResult(connection, completion);
    }
  }

  async find(query: ConnectionQuery): Promise<readonly ConnectionDescription[]> {
    const isHere = query.of === 'connection' && this.#members.has(query.id);
    return isHere ? this.#local.find(query) : this.#queries.find(query);
  }

  async groupsOf(connectionId: string): Promise<readonly string[]> {
    return this.#members.has(connectionId)
      ? this.#local.groupsOf(connectionId)
      : this.#queries.groupsOf(connectionId);
  }

  async disconnect(connectionId: string, notice: DisconnectNotice): Promise<boolean> {
    return this.#members.has(connectionId)
      ? this.#local.disconnect(connectionId, notice)
      : this.#queries.disconnect(connectionId, notice);
  }

  async close(): Promise<void> {
    const { link } = this.#setup;
    this.#failAll(routerClosed());
    this.#results.stop();
    try {
      await Promise.all(Array.from(this.#ownChannels.keys(), (channel) => link.release(channel)));
    } finally {
      this.#onClosed();
    }
  }

  #listeners(): ReadonlyMap<string, PayloadListener> {
    const { channels, serverName } = this.#setup;
    const guarded = (listener: PayloadListener): PayloadListener => this.#guarded(listener);
    return new Map([
      [channels.all, this.#delivering(channels.all, (except) => ({ to: 'all', except }))],
      [channels.groupCommands, guarded((payload) => this.#groupCommands.receiveCommand(payload))],
      [channels.acks(serverName), guarded((payload) => this.#groupCommands.receiveAck(payload))],
      [channels.results(serverName), guarded((payload) => this.#results.receive(payload))],
      [channels.queries, guarded((payload) => this.#queries.receiveQuery(payload))],
      [channels.replies(serverName), guarded((payload) => this.#queries.receiveReply(payload))],
    ]);
  }

  async #listen(): Promise<void> {
    const { link, logger } = this.#setup;
    try {
      await Promise.all(
        Array.from(this.#ownChannels, ([channel, listener]) => link.acquire(channel, listener)),
      );
    } catch (error) {
      logger.error({ error }, 'Redis refused a subscription; this hub hears nothing of the others');
    }
  }

  /** A payload that cannot be read, or not be delivered, costs nobody but itself. */
  #guarded(listener: PayloadListener): PayloadListener {
    return (payload) => {
      try {
        listener(payload);
      } catch (error) {
        this.#setup.logger.warn({ error }, 'A message of another server was dropped');
      }
    };
  }

  #delivering(channel: string, audience: (except: readonly string[]) => Audience): PayloadListener {
    return this.#guarded((payload) => {
      const { excludedIds, frames } = decodeInvocation(payload);
      void this.#deliver(audience(excludedIds), SerializedMessage.fromFrames(frames));
      this.#sender.hear(channel, payload);
    });
  }

  async #deliver(audience: Audience, message: SerializedMessage): Promise<void> {
    try {
      await this.#local.send(audience, message);
    } catch (error) {
      this.#setup.logger.warn({ error }, 'A message of another server was not delivered');
    }
  }

  #deliverToOne(member: FarmMember, payload: Uint8Array): void {
    const { frames, answer } = decodeInvocation(payload);
    const message = SerializedMessage.fromFrames(frames);
    if (answer === undefined) {
      member.deliver(message);
    } else {
      this.#results.forward(member, { answer, message });
    }
    this.#sender.hear(this.#setup.channels.connection(member.connectionId), payload);
  }

  #userChannels({ userId }: FarmMember): readonly string[] {
    return userId === undefined || userId === '' ? [] : [this.#setup.channels.user(userId)];
  }

  #changeAnywhere(change: GroupChange): Promise<void> {
    return this.#members.has(change.connectionId)
      ? this.#change(change)
      : this.#groupCommands.request(change);
  }

  /** For a connection of this process. The group's channel is held once for each member. */
  async #change({ action, connectionId, group }: GroupChange): Promise<void> {
    const { link, channels } = this.#setup;
    const member = this.#members.get(connectionId);
    const channel = channels.group(group);
    if (action === 'add' && member !== undefined && !member.groups.has(group)) {
      member.groups.add(group);
      const listener = this.#delivering(channel, (except) => ({
        to: 'groups',
        names: [group],
        except,
      }));
      await Promise.all([this.#local.join(connectionId, group), link.acquire(channel, listener)]);
    } else if (action === 'remove' && member?.groups.delete(group) === true) {
      await Promise.all([this.#local.leave(connectionId, group), this.#sender.release(channel)]);
    }
  }

  #failAll(error: Error): void {
    this.#groupCommands.failAll(error);
    this.#results.failAll(error);
    this.#queries.failAll(error);
  }
}
