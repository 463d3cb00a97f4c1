/** A request with exactly these headers, which `fetch` would not let through. */

import { request } from 'node:http';

export function rawStatus(
  url: string,
  options: { readonly method?: string; readonly headers: Record<string, string> },
): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { ...options, agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}
