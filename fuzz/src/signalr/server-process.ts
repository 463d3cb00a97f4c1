/** The server under fire, seen from outside its process. */

import { startProcessUnderFire } from '../process-under-fire.ts';
import type { FuzzedServer, Measurement } from './fuzzed-server.ts';

const PROGRAM = new URL('./server-program.js', import.meta.url);

/** `onFailure` hears of a crash, of a rejection that nobody handles, and of an end that nobody asked for. */
export async function startServerProcess(onFailure: (text: string) => void): Promise<FuzzedServer> {
  const { listening, measure, close } = await startProcessUnderFire<
    Pick<FuzzedServer, 'port'>,
    Measurement
  >({ program: PROGRAM, onFailure });
  return { ...listening, measure, close };
}
