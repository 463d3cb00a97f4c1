/** A hub that says who its caller is, behind an emulator that listens for as long as a test lasts. */

import { type Clock, systemClock } from '../../../signalr-server/src/transports/index.ts';
import { startEmulator } from '../../../azure-signalr-emulator/src/index.ts';
import type {
  EmulatorSettings,
  RunningEmulator,
} from '../../../azure-signalr-emulator/src/index.ts';
import type { HubOptions } from '../../../signalr-server/src/index.ts';
import { Signal } from '../../../signalr-server/test/support/signal.ts';
import { startServer } from '../../../signalr-server/test/support/start-server.ts';
import type { RunningServer } from '../../../signalr-server/test/support/start-server.ts';
import { createAzureSignalR } from '../../src/index.ts';
import type { AzureSignalRSettings, AzureSignalRState, EndpointSettings } from '../../src/index.ts';

export interface MirrorContract {
  methods: { whoAmI(): SeenCaller };
  events: Record<never, never>;
}

/** JSON has no `undefined`. */
export interface SeenCaller {
  readonly userId: string | null;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly isAnonymous: boolean | null;
  readonly query: Readonly<Record<string, string>>;
}

export interface ServedMirror extends AsyncDisposable {
  readonly emulator: RunningEmulator;
  readonly server: RunningServer<MirrorContract>;
  /** Resolves once the service is or has been so. */
  reached(state: AzureSignalRState): Promise<void>;
}

export interface MirrorSetup {
  readonly emulator?: EmulatorSettings;
  /** Default: the emulator's connection string. */
  readonly endpoints?: (emulator: RunningEmulator) => string | readonly EndpointSettings[];
  readonly settings?: Omit<AzureSignalRSettings, 'endpoints' | 'onStateChange'>;
  readonly hub?: HubOptions<MirrorContract>;
  readonly clock?: Clock;
}

/** This process's, but that it says another date. */
export class ShiftedClock implements Clock {
  shiftMs: number;

  constructor(shiftMs = 0) {
    this.shiftMs = shiftMs;
  }

  now(): number {
    return systemClock.now();
  }

  epochMs(): number {
    return systemClock.epochMs() + this.shiftMs;
  }

  startTimer(delayMs: number, callback: () => void): ReturnType<Clock['startTimer']> {
    return systemClock.startTimer(delayMs, callback);
  }
}

export async function serveMirror(setup: MirrorSetup = {}): Promise<ServedMirror> {
  const emulator = await startEmulator({ port: 0, ...setup.emulator });
  const states = new Set<AzureSignalRState>();
  const changed = new Signal();
  const azure = createAzureSignalR({
    ...setup.settings,
    endpoints: setup.endpoints?.(emulator) ?? emulator.connectionString,
    onStateChange: (state) => {
      states.add(state);
      changed.raise();
    },
  });
  const server = await startServer<MirrorContract>(
    {
      methods: {
        whoAmI: ({ connection: { user, query } }) => ({
          userId: user.userId ?? null,
          claims: user.claims,
          isAnonymous: user.isAnonymous ?? null,
          query: Object.fromEntries(query),
        }),
      },
    },
    setup.hub,
    { service: azure, ...(setup.clock !== undefined && { clock: setup.clock }) },
  );
  return {
    emulator,
    server,
    reached: (state) => changed.until(() => states.has(state)),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await emulator.close();
    },
  };
}
