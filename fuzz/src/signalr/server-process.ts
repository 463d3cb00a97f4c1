/** The server under fire, seen from outside its process. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FuzzedServer, Measurement } from './fuzzed-server.ts';

type FromServer =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'measured'; readonly measurement: Measurement }
  | { readonly kind: 'uncaughtException' | 'unhandledRejection'; readonly text: string };

const PROGRAM = fileURLToPath(new URL('./server-program.js', import.meta.url));
const MEASURE_TIMEOUT_MS = 20_000;

/** `onFailure` hears of a crash, of a rejection that nobody handles, and of a server that does not answer. */
export async function startServerProcess(onFailure: (text: string) => void): Promise<FuzzedServer> {
  const child = fork(PROGRAM, { execArgv: ['--expose-gc'] });
  let isClosing = false;
  let onMeasured: (measurement: Measurement) => void = () => undefined;
  const listening = new Promise<number>((resolve) => {
    child.on('message', (message: FromServer) => {
      switch (message.kind) {
        case 'listening':
          resolve(message.port);
          break;
        case 'measured':
          onMeasured(message.measurement);
          break;
        case 'uncaughtException':
        case 'unhandledRejection':
          onFailure(`${message.kind}: ${message.text}`);
      }
    });
  });
  child.on('exit', (code, signal) => {
    if (!isClosing) {
      onFailure(`The server's process ended: ${code ?? signal}`);
    }
  });

  return {
    port: await listening,
    measure: () =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          reject(new Error('The server does not answer.'));
        }, MEASURE_TIMEOUT_MS);
        onMeasured = (measurement) => {
          clearTimeout(timer);
          resolve(measurement);
        };
        child.send('measure', (error) => {
          if (error !== null) {
            clearTimeout(timer);
            reject(new Error('The server is gone.'));
          }
        });
      }),
    close: async () => {
      isClosing = true;
      if (child.connected) {
        child.disconnect();
        await once(child, 'exit');
      }
    },
  };
}
