export { createLlamaCppModel } from './create-llama-cpp-model.ts';
export type { LlamaCppModel } from './llama-cpp-model.ts';
export type { LlamaCppOptions } from './llama-cpp-options.ts';
export type { GpuChoice } from './ipc/engine-command.ts';
export type { LoadedModel } from './ipc/engine-report.ts';
export { resolveModelSource } from './sources/resolve-model-source.ts';
export type { ModelSourceOptions } from './sources/resolve-model-source.ts';
export type { DownloadProgress } from './sources/download-file.ts';
