/**
 * The engine process: one model, driven by its parent's commands.
 *
 * It has a process of its own because native code may crash, and because llama.cpp wants the thread
 * pool of the process to itself.
 */

import { LanguageModelError } from '@parley/llm';
import { parseEngineCommand } from '../ipc/engine-command.ts';
import type { EngineCommand } from '../ipc/engine-command.ts';
import type { EngineReport } from '../ipc/engine-report.ts';
import { Engine } from './engine.ts';

const ALIVE_INTERVAL_MS = 1000;

let engine: Engine | undefined;

process.on('message', (value) => handle(parseEngineCommand(value)));
// The parent is gone, or wants this process gone: nobody is left to write for.
process.on('disconnect', () => process.exit(0));
// It may have gone while this process read its modules, when nobody listened.
if (!process.connected) process.exit(0);
// These reach the whole group of processes; the parent decides when the engine ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
setInterval(() => send({ type: 'alive' }), ALIVE_INTERVAL_MS);

function handle(command: EngineCommand): void {
  switch (command.type) {
    case 'load':
      engine = new Engine({ settings: command.settings, report: send });
      engine.start().then((model) => send({ type: 'ready', model }), failed);
      break;
    case 'reply':
      engine?.reply(command);
      break;
    case 'stop':
      engine?.stop(command.id);
      break;
    case 'count':
      engine?.count(command.id, command.texts);
      break;
    case 'close':
      void close();
      break;
  }
}

function failed(error: unknown): void {
  const code = error instanceof LanguageModelError ? error.code : 'internal';
  send({ type: 'failed', code, message: error instanceof Error ? error.message : String(error) });
}

async function close(): Promise<void> {
  await engine?.close();
  process.exit(0);
}

function send(report: EngineReport): void {
  if (process.connected) process.send?.(report);
}
