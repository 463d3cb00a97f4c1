export { createConfig, readConfig } from './config.ts';
export type { Config, ConfigReading, ConfigSources } from './config.ts';
export { StartupError } from './errors.ts';
export type { StartupErrorCode } from './errors.ts';
export { startServer } from './start-server.ts';
export type { Server, ServerOptions } from './start-server.ts';
export type { ChosenModel } from './startup/create-model.ts';
export { Terminal } from './startup/terminal.ts';
export type { TerminalOptions, TextStream } from './startup/terminal.ts';
