/** A program under fire as a process of its own: it says where it listens, is measured, and must not end. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What the program tells by `process.send`. */
type FromProgram<L, M> =
  | { readonly kind: 'listening'; readonly listening: L }
  | { readonly kind: 'measured'; readonly measurement: M }
  | { readonly kind: 'uncaughtException' | 'unhandledRejection'; readonly text: string };

const MEASURE_TIMEOUT_MS = 60_000;

export interface ProcessUnderFireOptions {
  readonly program: URL;
  readonly args?: readonly string[];
  /** Hears of a crash, of a rejection that nobody handles, and of an end that nobody asked for. */
  readonly onFailure: (text: string) => void;
}

/** `L`: where it listens. `M`: what can be measured of it. */
export interface ProcessUnderFire<L, M> {
  readonly listening: L;
  /** Rejects for a process that does not answer within a minute, or is gone. */
  readonly measure: () => Promise<M>;
  readonly tell: (word: string) => void;
  /** Resolves once it has ended. */
  readonly close: () => Promise<void>;
}

/** Rejects when the process ends before it listens. */
export async function startProcessUnderFire<L, M>({
  program,
  args = [],
  onFailure,
}: ProcessUnderFireOptions): Promise<ProcessUnderFire<L, M>> {
  const child = fork(fileURLToPath(program), [...args], { execArgv: ['--expose-gc'] });
  let isClosing = false;
  let onMeasured: (measurement: M) => void = () => undefined;
  const listening = await new Promise<L>((resolve, reject) => {
    child.on('message', (message: FromProgram<L, M>) => {
      switch (message.kind) {
        case 'listening':
          resolve(message.listening);
          break;
        case 'measured':
          onMeasured(message.measurement);
          break;
        case 'uncaughtException':
        case 'unhandledRejection':
          onFailure(`${message.kind}: ${message.text}`);
      }
    });
    child.on('exit', (code, signal) => {
      if (!isClosing) {
        onFailure(`The process under fire ended: ${code ?? signal}`);
        reject(new Error('The process under fire ended.'));
      }
    });
  });

  return {
    listening,
    measure: () =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          reject(new Error('The process under fire does not answer.'));
        }, MEASURE_TIMEOUT_MS);
        onMeasured = (measurement) => {
          clearTimeout(timer);
          resolve(measurement);
        };
        child.send('measure', (error) => {
          if (error !== null) {
            clearTimeout(timer);
            reject(new Error('The process under fire is gone.'));
          }
        });
      }),
    tell: (word) => {
      child.send(word);
    },
    close: async () => {
      isClosing = true;
      if (child.connected) {
        child.disconnect();
        await once(child, 'exit');
      }
    },
  };
}
