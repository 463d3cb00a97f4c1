/** Waits for a server that people can connect to. */

const PAUSE_MS = 50;
const PATIENCE_MS = 30_000;

/** @throws {Error} after half a minute. */
export async function whenReady(url: string): Promise<void> {
  const endsAt = performance.now() + PATIENCE_MS;
  while (performance.now() < endsAt) {
    const { status } = await fetch(`${url}/readyz`);
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  throw new Error('the server is not connected to the service');
}
