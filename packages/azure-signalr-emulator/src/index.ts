/** Azure SignalR Service in its default mode, on this machine: `await startEmulator()`. */

export type { DeliveryKind } from './billing/delivery.ts';
export type { EmulatedTier } from './billing/tier-limits.ts';
export type { EmulatorSettings, RunningEmulator } from './emulator.ts';
export type { HubSnapshot, MeterSnapshot } from './billing/meter.ts';
export type { ServiceSettings } from './service/service-settings.ts';
export { startEmulator } from './start-emulator.ts';
