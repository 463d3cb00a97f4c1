/** The names of a hub's Redis channels. Rules: docs/spec/signalr-redis.md, SR-1 and SR-2. */

/** Every channel of one hub, the channel prefix in front. */
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
  /** What stands for the channel `results` in an invocation: its name without the channel prefix. */
  readonly returnAddress: (serverName: string) => string;
  /** The channel that such an address stands for, on whatever server it was written. */
  readonly addressed: (returnAddress: string) => string;
}

/** What the names of all channels begin with. */
export interface ChannelNames {
  /** StackExchange.Redis puts it before every name that it is given, with nothing between them. */
  readonly channelPrefix: string;
  readonly hubName: string;
}

export function createBackplaneChannels({
  channelPrefix,
  hubName,
}: ChannelNames): BackplaneChannels {
  const prefix = `${channelPrefix}${hubName}`;
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
    returnAddress: (serverName) => `${hubName}:internal:return:${serverName}`,
    addressed: (returnAddress) => `${channelPrefix}${returnAddress}`,
  };
}
