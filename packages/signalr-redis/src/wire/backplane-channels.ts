/** The names of a hub's Redis channels. Rules: docs/spec/signalr-redis.md, SR-1 and SR-2. */

export interface BackplaneChannels {
  readonly all: string;
  readonly groupCommands: string;
  readonly queries: string;
  readonly connection: (connectionId: string) => string;
  readonly group: (name: string) => string;
  readonly user: (userId: string) => string;
  readonly acks: (serverName: string) => string;
  readonly results: (serverName: string) => string;
  readonly replies: (serverName: string) => string;
}

/** `prefix` is the channel prefix and the hub's name, with nothing between them. */
export function createBackplaneChannels(prefix: string): BackplaneChannels {
  return {
    all: `${prefix}:all`,
    groupCommands: `${prefix}:internal:groups`,
    queries: `${prefix}:parley:query`,
    connection: (connectionId) => `${prefix}:connection:${connectionId}`,
    group: (name) => `${prefix}:group:${name}`,
    user: (userId) => `${prefix}:user:${userId}`,
    acks: (serverName) => `${prefix}:internal:ack:${serverName}`,
    results: (serverName) => `${prefix}:internal:return:${serverName}`,
    replies: (serverName) => `${prefix}:parley:reply:${serverName}`,
  };
}
