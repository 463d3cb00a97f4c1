/**
 * A hub inside its filters: how its methods and its two hooks are run.
 *
 * Without filters nothing stands between a call and its method. Rules: docs/spec/signalr-hubs.md, SH-120 to SH-127.
 */

import type { HubContract } from '@parley/signalr-protocol';
import type { HubFilter, HubInvocation } from '../definition/hub-filter.ts';
import type { Hub, HubCall } from '../definition/hub.ts';
import type { HubMethod } from './method-table.ts';

type Call = HubCall<HubContract>;

export interface HubPipeline {
  /** What the method, or a filter around it, returns or throws. */
  readonly runMethod: (method: HubMethod, call: Call, parameters: readonly unknown[]) => unknown;
  readonly runConnected: (call: Call) => void | Promise<void>;
  readonly runDisconnected: (call: Call, error: Error | undefined) => void | Promise<void>;
}

/** `filters` from the outermost inwards. */
export function createHubPipeline(
  hub: Hub<HubContract>,
  filters: readonly HubFilter[],
): HubPipeline {
  return {
    runMethod: createMethodRunner(filters),
    runConnected: filters.reduceRight<HubPipeline['runConnected']>(aroundConnected, (call) =>
      hub.onConnected?.(call),
    ),
    runDisconnected: filters.reduceRight<HubPipeline['runDisconnected']>(
      aroundDisconnected,
      (call, error) => hub.onDisconnected?.(call, error),
    ),
  };
}

function createMethodRunner(filters: readonly HubFilter[]): HubPipeline['runMethod'] {
  const runDirectly: HubPipeline['runMethod'] = (method, call, parameters) =>
    method.run(call, parameters);
  if (filters.every((filter) => filter.invokeMethod === undefined)) {
    return runDirectly;
  }
  return (method, call, parameters) => {
    const { name, metadata } = method;
    const next = filters.reduceRight<MethodStep>(aroundMethod, async (invocation) =>
      runDirectly(method, invocation.call, invocation.arguments),
    );
    return next({ call, methodName: name, arguments: parameters, metadata });
  };
}

type MethodStep = (invocation: HubInvocation) => Promise<unknown>;

function aroundMethod(next: MethodStep, filter: HubFilter): MethodStep {
  return filter.invokeMethod === undefined
    ? next
    : async (invocation) => filter.invokeMethod?.(invocation, next);
}

function aroundConnected(
  next: HubPipeline['runConnected'],
  filter: HubFilter,
): HubPipeline['runConnected'] {
  return filter.onConnected === undefined
    ? next
    : (call) => filter.onConnected?.(call, async (inner) => next(inner));
}

function aroundDisconnected(
  next: HubPipeline['runDisconnected'],
  filter: HubFilter,
): HubPipeline['runDisconnected'] {
  return filter.onDisconnected === undefined
    ? next
    : (call, error) =>
        filter.onDisconnected?.(call, error, async (inner, reason) => next(inner, reason));
}
