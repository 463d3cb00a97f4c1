/**
 * Secrets of invite and device links travel in the fragment, which is never sent to a server. They are
 * taken out of the address bar at once, so that nobody shares or bookmarks them by accident.
 */

const STORAGE_KEY = 'parley.invite';

export interface FragmentSecret {
  readonly kind: 'invite' | 'link';
  readonly secret: string;
}

/** An invite outlives a reload of its tab; a device link is good for one claim anyway. */
export function takeFragmentSecret(storage: Storage): FragmentSecret | undefined {
  const parameters = new URLSearchParams(location.hash.slice(1));
  const link = parameters.get('link') ?? '';
  const invite = parameters.get('invite') ?? '';
  if (link !== '' || invite !== '') history.replaceState(null, '', location.pathname);
  if (link !== '') return { kind: 'link', secret: link };
  const secret = invite === '' ? recall(storage) : invite;
  if (secret === null) return undefined;
  remember(storage, secret);
  return { kind: 'invite', secret };
}

function remember(storage: Storage, invite: string): void {
  try {
    storage.setItem(STORAGE_KEY, invite);
  } catch {
    // Without storage the link has to be opened again after a reload.
  }
}

function recall(storage: Storage): string | null {
  try {
    return storage.getItem(STORAGE_KEY);
  } catch {
    return null; // As above.
  }
}
