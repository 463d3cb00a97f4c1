export { createLlamaCppModel } from './create-llama-cpp-model.ts';
export type { LlamaCppModel } from './llama-cpp-model.ts';
export type { LlamaCppOptions } from './llama-cpp-options.ts';
export type { GpuChoice } from './ipc/engine-command.ts';
export type { LoadedModel } from './ipc/engine-report.ts';
