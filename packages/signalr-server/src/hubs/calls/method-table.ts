/** The methods of a hub, found by whatever spelling of their names a client uses. */

import type { HubContract } from '@parley/signalr-protocol';
import type { HubCall } from '../definition/hub.ts';
import type { MethodPolicy } from '../definition/method-policy.ts';
import type { ParseItem } from './client-stream.ts';

/** One method with everything about it decided. */
export interface HubMethod {
  /** As the hub spells it. */
  readonly name: string;
  readonly run: (call: HubCall<HubContract>, parameters: readonly unknown[]) => unknown;
  readonly isStreaming: boolean;
  /** How many of the last parameters are streams from the client. */
  readonly clientStreams: number;
  /** Without the streams. */
  readonly argumentCount: number | 'any';
  readonly parse: (values: readonly unknown[]) => readonly unknown[];
  /** All of them must agree; none is everybody. */
  readonly policies: readonly MethodPolicy[];
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Of the streams, in their order; what is missing takes items as they come. */
  readonly parseItems: readonly ParseItem[];
}

/** `undefined` where the hub has no such method. */
export type MethodTable = (name: string) => HubMethod | undefined;

type HubFunction = (call: HubCall<HubContract>, ...parameters: unknown[]) => unknown;

interface Definition {
  readonly run: HubFunction;
  readonly isStreaming?: boolean;
  readonly clientStreams?: number;
  readonly argumentCount?: number | 'any';
  readonly parse?: (values: readonly unknown[]) => readonly unknown[];
  readonly authorize?: MethodPolicy | readonly MethodPolicy[];
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly parseItems?: readonly ParseItem[];
}

const NO_METADATA = Object.freeze({});

/** @throws {TypeError} when two names differ in case alone, or a method is no function. */
export function createMethodTable(methods: object): MethodTable {
  const table = new Map<string, HubMethod>();
  for (const [name, written] of Object.entries(methods)) {
    const key = name.toLowerCase();
    if (table.has(key)) {
      throw new TypeError(`Two methods of the hub are called '${name}', but for their case.`);
    }
    table.set(key, createMethod(name, { methods, written }));
  }
  return (name) => table.get(name.toLowerCase());
}

function createMethod(
  name: string,
  { methods, written }: { methods: object; written: unknown },
): HubMethod {
  const definition = isFunction(written) ? { run: written } : (written as Partial<Definition>);
  const run = definition?.run;
  if (!isFunction(run)) {
    throw new TypeError(`The hub's method '${name}' is not a function.`);
  }
  const clientStreams = definition.clientStreams ?? 0;
  return {
    name,
    run: (call, parameters) => run.call(methods, call, ...parameters),
    isStreaming: definition.isStreaming ?? isAsyncGenerator(run),
    clientStreams,
    // The call itself is the first parameter.
    argumentCount: definition.argumentCount ?? Math.max(0, run.length - 1 - clientStreams),
    parse: definition.parse ?? ((values) => values),
    policies: listOf(definition.authorize),
    metadata: definition.metadata ?? NO_METADATA,
    parseItems: definition.parseItems ?? [],
  };
}

function listOf(
  policies: MethodPolicy | readonly MethodPolicy[] | undefined,
): readonly MethodPolicy[] {
  if (policies === undefined) {
    return [];
  }
  return typeof policies === 'function' ? [policies] : policies;
}

function isFunction(value: unknown): value is HubFunction {
  return typeof value === 'function';
}

/** Known before the call, as ASP.NET Core knows it from the method's return type. */
function isAsyncGenerator(run: HubFunction): boolean {
  return Object.prototype.toString.call(run) === '[object AsyncGeneratorFunction]';
}
