/** What is under fire, seen from outside its process. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LiveMeasurement, LiveTargets } from './live-targets.ts';

type Ports = Omit<LiveTargets, 'measure' | 'cut' | 'close'>;
type FromProgram =
  | { readonly kind: 'listening'; readonly ports: Ports }
  | { readonly kind: 'measured'; readonly measurement: LiveMeasurement }
  | { readonly kind: 'uncaughtException' | 'unhandledRejection'; readonly text: string };

const PROGRAM = fileURLToPath(new URL('./live-program.js', import.meta.url));
const MEASURE_TIMEOUT_MS = 20_000;

/** `onFailure` hears of a crash, and of a rejection that nobody handles. */
export async function startLiveProcess(
  seed: number,
  onFailure: (text: string) => void,
): Promise<LiveTargets> {
  const child = fork(PROGRAM, [`${seed}`], { execArgv: ['--expose-gc'] });
  let isClosing = false;
  let onMeasured: (measurement: LiveMeasurement) => void = () => undefined;
  const ports = await new Promise<Ports>((resolve, reject) => {
    child.on('message', (message: FromProgram) => {
      switch (message.kind) {
        case 'listening':
          resolve(message.ports);
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
    ...ports,
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
    cut: () => {
      child.send('cut');
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
