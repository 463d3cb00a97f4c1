/** Where the page is, in the fragment of its address: reloads and the back gesture keep working. */

import type { RoomId } from '@parley/chat-protocol';
import { useSyncExternalStore } from 'react';

export type Route =
  | { readonly view: 'rooms' }
  | { readonly view: 'room'; readonly roomId: RoomId }
  | { readonly view: 'members'; readonly roomId: RoomId };

const ROOM_PATTERN = /^#\/rooms\/([A-Za-z0-9_-]{1,64})(\/members)?$/;

export function parseRoute(hash: string): Route {
  const match = ROOM_PATTERN.exec(hash);
  if (match?.[1] === undefined) return { view: 'rooms' };
  return { view: match[2] === undefined ? 'room' : 'members', roomId: match[1] as RoomId };
}

export function routeHash(route: Route): string {
  switch (route.view) {
    case 'rooms':
      return '#/';
    case 'room':
      return `#/rooms/${route.roomId}`;
    case 'members':
      return `#/rooms/${route.roomId}/members`;
  }
}

export function navigate(route: Route): void {
  if (location.hash !== routeHash(route)) location.hash = routeHash(route);
}

/** Without an entry in the history: going back does not come here again. */
export function replaceRoute(route: Route): void {
  history.replaceState(null, '', routeHash(route));
  dispatchEvent(new HashChangeEvent('hashchange'));
}

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(subscribe, () => location.hash));
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}
