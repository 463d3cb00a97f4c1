/**
 * What a developer asks for on the command line and in the environment.
 *
 * Rules: docs/spec/azure-service.md, AS-90 to AS-92.
 */

import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { DeliveryKind } from '../billing/delivery.ts';
import type { EmulatedTier } from '../billing/tier-limits.ts';
import type { EmulatorSettings } from '../emulator.ts';
import { parseAssumptions } from './assumptions.ts';
import { Problem } from './problem.ts';

/** Of the environment that the command may read. */
export type Environment = Readonly<Record<string, string | undefined>>;

export type CommandLine =
  | { readonly kind: 'run'; readonly settings: CommandSettings }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  /** Every problem at once, each a sentence. */
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

export type CommandSettings = Pick<
  EmulatorSettings,
  | 'port'
  | 'host'
  | 'accessKey'
  | 'tier'
  | 'billedKinds'
  | 'clockSkewMs'
  | 'acceptsEntraTokens'
  | 'service'
>;

/** A flag with a value has the variable too; the flag wins. */
const VALUES = {
  port: 'PORT',
  host: 'AZURE_SIGNALR_EMULATOR_HOST',
  tier: 'AZURE_SIGNALR_EMULATOR_TIER',
  'access-key': 'AZURE_SIGNALR_EMULATOR_ACCESS_KEY',
  'also-bill': 'AZURE_SIGNALR_EMULATOR_ALSO_BILL',
  'clock-skew': 'AZURE_SIGNALR_EMULATOR_CLOCK_SKEW',
  assume: 'AZURE_SIGNALR_EMULATOR_ASSUME',
} as const;
const SWITCHES = ['accept-entra', 'help', 'version'] as const;
type ValueName = keyof typeof VALUES;

const UNBILLED: readonly DeliveryKind[] = ['ping', 'handshake', 'acknowledgement', 'connection'];
const MAX_PORT = 65_535;
/** Microsoft's libraries sign with HS256 over 256 bits or more alone. */
const MIN_KEY_BYTES = 32;
const KEY = /^[^\s;]+$/;

export function parseCommandLine(
  arguments_: readonly string[],
  environment: Environment,
): CommandLine {
  const problems: string[] = [];
  const given = readArguments(arguments_, problems);
  if (given.switches.has('help')) {
    return { kind: 'help' };
  }
  if (given.switches.has('version')) {
    return { kind: 'version' };
  }

  const valueOf = <T>(name: ValueName, parse: (text: string) => T | Problem): T | undefined => {
    const text = given.values.get(name) ?? environment[VALUES[name]];
    // An empty variable is one that is not set.
    const value = text === undefined || text === '' ? undefined : parse(text);
    if (value instanceof Problem) {
      const source = given.values.has(name) ? `--${name}` : VALUES[name];
      problems.push(`${source} ${value.text}.`);
      return undefined;
    }
    return value;
  };
  const settings = {
    port: valueOf('port', parsePort),
    host: valueOf('host', (host) => host),
    tier: valueOf('tier', parseTier),
    accessKey: valueOf('access-key', parseAccessKey),
    billedKinds: valueOf('also-bill', parseBilledKinds),
    clockSkewMs: valueOf('clock-skew', parseSeconds),
    service: valueOf('assume', parseAssumptions),
    acceptsEntraTokens: given.switches.has('accept-entra') ? true : undefined,
  };
  return problems.length > 0
    ? { kind: 'invalid', problems }
    : { kind: 'run', settings: withoutAbsent(settings) };
}

interface Arguments {
  readonly values: ReadonlyMap<string, string>;
  readonly switches: ReadonlySet<string>;
}

function readArguments(arguments_: readonly string[], problems: string[]): Arguments {
  const values = new Map<string, string>();
  const switches = new Set<string>();
  const options: ParseArgsConfig['options'] = {
    ...Object.fromEntries(Object.keys(VALUES).map((name) => [name, { type: 'string' }])),
    ...Object.fromEntries(SWITCHES.map((name) => [name, { type: 'boolean' }])),
  };
  const { tokens } = parseArgs({ args: [...arguments_], options, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option') {
      problems.push(unexpected(token.kind === 'positional' ? token.value : '--'));
    } else if (Object.hasOwn(VALUES, token.name)) {
      readValue(token, { values, problems });
    } else if (!SWITCHES.some((name) => name === token.name)) {
      problems.push(unexpected(token.rawName));
    } else if (token.value !== undefined) {
      problems.push(`--${token.name} takes no value.`);
    } else {
      switches.add(token.name);
    }
  }
  return { values, switches };
}

interface OptionToken {
  readonly name: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function readValue(
  { name, value, inlineValue }: OptionToken,
  { values, problems }: { readonly values: Map<string, string>; readonly problems: string[] },
): void {
  const isFlagInstead = inlineValue === false && value?.startsWith('--') === true;
  if (value === undefined || value === '' || isFlagInstead) {
    problems.push(`--${name} needs a value.`);
  } else {
    values.set(name, value);
  }
}

function unexpected(argument: string): string {
  return `${JSON.stringify(argument)} is not known: see --help.`;
}

function parsePort(text: string): number | Problem {
  return /^\d{1,5}$/.test(text) && Number(text) <= MAX_PORT
    ? Number(text)
    : new Problem(`must be a port from 0 to ${MAX_PORT}; 0 takes a free one`);
}

function parseTier(text: string): EmulatedTier | Problem {
  if (text === 'none' || text === 'free') {
    return text;
  }
  const standard = /^standard(?::([1-9]\d?|100))?$/.exec(text);
  return standard === null
    ? new Problem('must be none, free, standard, or standard:2 for 2 of 1 to 100 units')
    : { units: Number(standard[1] ?? 1) };
}

/** Of the key itself a refusal says nothing. */
function parseAccessKey(text: string): string | Problem {
  return KEY.test(text) && Buffer.byteLength(text) >= MIN_KEY_BYTES
    ? text
    : new Problem(`must have ${MIN_KEY_BYTES} bytes or more, and no white space or semicolon`);
}

function parseBilledKinds(text: string): readonly DeliveryKind[] | Problem {
  const names = text.split(',');
  const kinds = UNBILLED.filter((kind) => names.includes(kind));
  return kinds.length === names.length
    ? ['message', ...kinds]
    : new Problem(`must be of ${UNBILLED.join(', ')}, with commas between them`);
}

function parseSeconds(text: string): number | Problem {
  return /^\d{1,6}$/.test(text) ? Number(text) * 1000 : new Problem('must be a number of seconds');
}

function withoutAbsent(settings: {
  readonly [Name in keyof CommandSettings]: CommandSettings[Name] | undefined;
}): CommandSettings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
