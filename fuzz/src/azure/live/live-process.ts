/** What is under fire, seen from outside its process. */

import { startProcessUnderFire } from '../../process-under-fire.ts';
import type { LiveMeasurement, LiveTargets } from './live-targets.ts';

const PROGRAM = new URL('./live-program.js', import.meta.url);

/** `onFailure` hears of a crash, of a rejection that nobody handles, and of an end that nobody asked for. */
export async function startLiveProcess(
  seed: number,
  onFailure: (text: string) => void,
): Promise<LiveTargets> {
  const { listening, measure, tell, close } = await startProcessUnderFire<
    Omit<LiveTargets, 'measure' | 'cut' | 'close'>,
    LiveMeasurement
  >({ program: PROGRAM, args: [`${seed}`], onFailure });
  return { ...listening, measure, cut: () => tell('cut'), close };
}
