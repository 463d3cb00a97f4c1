/**
 * Secrets of invite and device links travel in the fragment, which is never sent to a server. They are
 * taken out of the address bar at once, so that nobody shares or bookmarks them by accident.
 */

export interface FragmentSecret {
  readonly kind: 'invite' | 'link';
  readonly secret: string;
}

export function takeFragmentSecret(): FragmentSecret | undefined {
  const parameters = new URLSearchParams(location.hash.slice(1));
  for (const kind of ['invite', 'link'] as const) {
    const secret = parameters.get(kind);
    if (secret === null || secret === '') continue;
    history.replaceState(null, '', location.pathname);
    return { kind, secret };
  }
  return undefined;
}
