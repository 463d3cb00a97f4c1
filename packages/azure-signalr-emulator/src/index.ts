/** Azure SignalR Service in its default mode, on this machine: `await startEmulator()`. */

export type { EmulatedTier } from './billing/tier-limits.ts';
export type { EmulatorSettings, RunningEmulator } from './emulator.ts';
