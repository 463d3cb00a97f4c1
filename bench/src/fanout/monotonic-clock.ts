/** CLOCK_MONOTONIC, which every process of the machine reads the same (.NET calls it Stopwatch). */

/** Microseconds since an arbitrary moment, whole. */
export function nowMicroseconds(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e6 + Math.floor(nanoseconds / 1_000);
}
