/** What the page shows, as data: bounded, and without secrets. Rules: docs/spec/azure-service.md, AS-81. */

import type { MeterSnapshot } from '../billing/meter.ts';
import type { NotedRefusal } from '../service/refusal-log.ts';
import type {
  ClientView,
  GroupView,
  HubView,
  ServerConnectionView,
} from '../service/service-view.ts';

/** Rows of one table; how many there are is said beside it. */
const MAX_ROWS = 100;
const MAX_REFUSALS = 20;
/** Names are an application's. */
const MAX_NAME_CHARACTERS = 200;
/** Begins the names of groups that no application can use: an app server's own. */
const HIDDEN = '\u0000';

export interface PageSources {
  readonly hubs: readonly HubView[];
  readonly billing: MeterSnapshot;
  readonly refusals: readonly NotedRefusal[];
  readonly refusalCount: number;
  /** Without its key, where the key is a secret. */
  readonly connectionString: string;
  /** Epoch ms. */
  readonly startedAt: number;
}

export interface PageState {
  readonly connectionString: string;
  readonly startedAt: number;
  readonly clientCount: number;
  readonly serverConnectionCount: number;
  /** Hubs have their own figures below. */
  readonly billing: Omit<MeterSnapshot, 'hubs'>;
  readonly hubs: readonly PageHub[];
  readonly refusals: readonly NotedRefusal[];
  readonly refusalCount: number;
}

export interface PageHub {
  readonly hub: string;
  readonly messages: number;
  readonly servers: readonly PageServer[];
  readonly serverCount: number;
  readonly clients: readonly ClientView[];
  readonly clientCount: number;
  readonly groups: readonly PageGroup[];
  readonly groupCount: number;
}

export interface PageServer {
  readonly serverId: string;
  readonly connectionCount: number;
  readonly clientCount: number;
  readonly isLeaving: boolean;
}

export interface PageGroup extends GroupView {
  /** Billed today. */
  readonly messages: number;
}

type CountedHub = MeterSnapshot['hubs'][number];

export function pageState(sources: PageSources): PageState {
  const { hubs: countedHubs, ...billing } = sources.billing;
  const counted = new Map(countedHubs.map((hub) => [hub.hub, hub]));
  const connected = new Map(sources.hubs.map((hub) => [hub.hub, hub]));
  const names = [...new Set([...connected.keys(), ...counted.keys()])].toSorted();

  return {
    connectionString: sources.connectionString,
    startedAt: sources.startedAt,
    clientCount: sum(sources.hubs, ({ clients }) => clients.length),
    serverConnectionCount: sum(sources.hubs, ({ serverConnections }) => serverConnections.length),
    billing,
    hubs: names
      .slice(0, MAX_ROWS)
      .map((name) => pageHub(name, connected.get(name), counted.get(name))),
    refusals: sources.refusals.slice(0, MAX_REFUSALS),
    refusalCount: sources.refusalCount,
  };
}

function pageHub(name: string, hub: HubView | undefined, counted: CountedHub | undefined): PageHub {
  const connections = hub?.serverConnections ?? [];
  const groups = groupsOf(hub?.groups ?? [], counted?.groups ?? new Map());
  const clients = hub?.clients ?? [];
  return {
    hub: shortened(name),
    messages: counted?.messages ?? 0,
    servers: serversOf(connections),
    serverCount: new Set(connections.map(({ serverId }) => serverId)).size,
    clients: clients.slice(0, MAX_ROWS).map(shortenedClient),
    clientCount: clients.length,
    groups: groups.slice(0, MAX_ROWS).map((group) => ({ ...group, name: shortened(group.name) })),
    groupCount: groups.length,
  };
}

function serversOf(connections: readonly ServerConnectionView[]): readonly PageServer[] {
  const serverIds = [...new Set(connections.map(({ serverId }) => serverId))];
  return serverIds.slice(0, MAX_ROWS).map((id) => {
    const own = connections.filter(({ serverId }) => serverId === id);
    return {
      serverId: shortened(id),
      connectionCount: own.length,
      clientCount: sum(own, ({ clientCount }) => clientCount),
      isLeaving: own.every(({ isLeaving }) => isLeaving),
    };
  });
}

/** Those that were billed most come first; among equals the larger. */
function groupsOf(
  views: readonly GroupView[],
  messages: ReadonlyMap<string, number>,
): readonly PageGroup[] {
  const members = new Map(views.map(({ name, memberCount }) => [name, memberCount]));
  const names = [...new Set([...members.keys(), ...messages.keys()])];
  return names
    .filter((name) => !name.startsWith(HIDDEN))
    .map((name) => ({
      name,
      memberCount: members.get(name) ?? 0,
      messages: messages.get(name) ?? 0,
    }))
    .toSorted((a, b) => b.messages - a.messages || b.memberCount - a.memberCount);
}

function shortenedClient(client: ClientView): ClientView {
  const { connectionId, userId } = client;
  return {
    ...client,
    connectionId: shortened(connectionId),
    userId: userId === undefined ? undefined : shortened(userId),
  };
}

/** Never in the middle of a surrogate pair: half of one is no text to a browser. */
function shortened(name: string): string {
  return name.length > MAX_NAME_CHARACTERS
    ? `${name.slice(0, MAX_NAME_CHARACTERS).replace(/[\uD800-\uDBFF]$/, '')}…`
    : name;
}

function sum<T>(items: readonly T[], countOf: (item: T) => number): number {
  return items.reduce((total, item) => total + countOf(item), 0);
}
