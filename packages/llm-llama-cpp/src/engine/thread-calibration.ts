/** Finds out at the start how many threads this model wants on this machine, as busy as it is. */

/** More threads must be worth this factor. */
const WORTHWHILE = 1.1;

export interface Calibration {
  readonly threads: number;
  /** Work per millisecond. */
  readonly speed: number;
}

/**
 * Tries 1, 2, 4, … threads up to all cores, and stops where more do not help: on busy cores every
 * further thread makes it slower.
 */
export async function calibrateThreads(
  cores: number,
  measureSpeed: (threads: number) => Promise<number>,
): Promise<Calibration> {
  let best: Calibration = { threads: 1, speed: await measureSpeed(1) };

  for (const threads of threadCounts(cores)) {
    const speed = await measureSpeed(threads);
    if (speed < best.speed * WORTHWHILE) break;
    best = { threads, speed };
  }
  return best;
}

function threadCounts(cores: number): number[] {
  const counts: number[] = [];
  for (let threads = 2; threads < cores; threads *= 2) counts.push(threads);
  return cores > 1 ? [...counts, cores] : counts;
}
