/** Why the emulator does not start, and what to do. Rules: docs/spec/azure-service.md, AS-92. */

import type { CommandSettings } from './command-line.ts';

/** `undefined` where it is not known what to do: such an error is a bug. */
export function startProblem(error: unknown, settings: CommandSettings): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const { port = 8888, host = '127.0.0.1' } = settings;
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken, perhaps by another emulator. Choose another with --port, or --port 0 for a free one.`;
    case 'EACCES':
      return `This process may not listen on port ${port}. Choose one above 1023 with --port.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `This machine has no address ${JSON.stringify(host)}. Choose another with --host.`;
    default:
      return undefined;
  }
}
