/**
 * How the processes of this benchmark are driven: one line of JSON on standard input is a command, one line on
 * standard output its answer. The same for every server, whatever it is written in.
 */

import { createInterface } from 'node:readline';

export interface CommandLine {
  readonly id: number;
  readonly do: string;
  readonly input: unknown;
}

/** The first line of a process has no id: it says what the process is and where. */
export type AnswerLine =
  | { readonly ready: unknown }
  | { readonly id: number; readonly answer?: unknown; readonly error?: string };

/** Each by its name. The input is what the other side sent; it is trusted. */
export type Commands = Readonly<Record<string, (input: never) => unknown>>;

/** Serves until standard input ends, and then ends the process: none outlives the one that started it. */
export function serveCommands(ready: unknown, commands: Commands): void {
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    void answer(JSON.parse(line) as CommandLine, commands);
  });
  lines.on('close', () => process.exit(0));
  // Ctrl+C goes to every process of the terminal; the runner ends this one when it has tidied up.
  process.on('SIGINT', () => undefined);
  writeLine({ ready });
}

async function answer(command: CommandLine, commands: Commands): Promise<void> {
  const { id } = command;
  try {
    const run = commands[command.do];
    if (run === undefined) {
      throw new TypeError(`There is no command '${command.do}'.`);
    }
    writeLine({ id, answer: (await run(command.input as never)) ?? null });
  } catch (error) {
    writeLine({ id, error: error instanceof Error ? error.message : 'It failed.' });
  }
}

function writeLine(line: AnswerLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
