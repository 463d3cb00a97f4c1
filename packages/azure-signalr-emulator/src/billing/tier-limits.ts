/** What the tiers of Azure SignalR Service allow. Rules: docs/spec/azure-service.md, AS-75 to AS-77. */

/** `none` enforces nothing; the others as Azure does for that tier. */
export type EmulatedTier = 'none' | 'free' | { readonly units: number };

/** `undefined` where there is no limit. */
export interface TierLimits {
  /** Of clients and servers together, at one time. */
  readonly connections: number | undefined;
  /** Of a day in UTC; further ones are refused. */
  readonly messagesPerDay: number | undefined;
  /** Of a day in UTC; further ones are paid for. */
  readonly includedMessagesPerDay: number | undefined;
}

const MAX_UNITS = 100;
const FREE_CONNECTIONS = 20;
const FREE_MESSAGES = 20_000;
const CONNECTIONS_PER_UNIT = 1000;
const INCLUDED_MESSAGES_PER_UNIT = 1_000_000;

/** @throws {RangeError} Units are 1 to 100. */
export function tierLimits(tier: EmulatedTier): TierLimits {
  if (tier === 'none') {
    return {
      connections: undefined,
      messagesPerDay: undefined,
      includedMessagesPerDay: undefined,
    };
  }
  if (tier === 'free') {
    return {
      connections: FREE_CONNECTIONS,
      messagesPerDay: FREE_MESSAGES,
      includedMessagesPerDay: FREE_MESSAGES,
    };
  }
  if (!Number.isInteger(tier.units) || tier.units < 1 || tier.units > MAX_UNITS) {
    throw new RangeError(`The Standard tier has 1 to ${MAX_UNITS} units.`);
  }
  return {
    connections: tier.units * CONNECTIONS_PER_UNIT,
    messagesPerDay: undefined,
    includedMessagesPerDay: tier.units * INCLUDED_MESSAGES_PER_UNIT,
  };
}
