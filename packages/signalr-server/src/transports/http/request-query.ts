/**
 * The query of a request, read as ASP.NET Core reads it: names in any case, repeated values joined.
 *
 * Rules: docs/spec/signalr-transports.md, ST-4.
 */

/** By lower-case name. A name that stands twice has both values, joined by a comma. */
export type RequestQuery = ReadonlyMap<string, string>;

/** `url` as a request line has it. */
export function parseRequestQuery(url: string): RequestQuery {
  const query = new Map<string, string>();
  const start = url.indexOf('?');
  if (start === -1) {
    return query;
  }

  for (const [name, value] of new URLSearchParams(url.slice(start + 1))) {
    const key = name.toLowerCase();
    const earlier = query.get(key);
    query.set(key, earlier === undefined ? value : `${earlier},${value}`);
  }
  return query;
}

/** The secret that names a connection; empty where there is none. */
export function connectionTokenOf(query: RequestQuery): string {
  return query.get('id') ?? '';
}
