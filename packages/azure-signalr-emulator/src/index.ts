/** Azure SignalR Service in its default mode, on this machine: `await startEmulator()`. */

export type { EmulatedTier, EmulatorSettings, RunningEmulator } from './emulator.ts';
