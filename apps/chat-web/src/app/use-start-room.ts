/** Which room opens by itself: the last one, or the first that the person is in. */

import type { RoomId } from '@parley/chat-protocol';
import { useEffect, useRef } from 'react';
import { isMember, listRooms } from '../state/selectors.ts';
import { replaceRoute } from './route.ts';
import { useChat, useSession } from './session-context.tsx';

const STORAGE_KEY = 'parley.room';

export function useStartRoom(roomId: RoomId | undefined): void {
  const { store } = useSession();
  const isWelcomed = useChat((state) => state.me !== null);
  const hasStarted = useRef(roomId !== undefined);

  useEffect(() => {
    if (roomId !== undefined) remember(roomId);
  }, [roomId]);

  useEffect(() => {
    if (!isWelcomed || roomId !== undefined) return;
    // On a phone the list of rooms is a page of its own: only the very start passes over it.
    const isOneColumn = matchMedia('(max-width: 720px)').matches;
    if (hasStarted.current && isOneColumn) return;
    hasStarted.current = true;
    const { rooms, me } = store.getState();
    const last = [...rooms.values()].find((room) => room.id === recall() && isMember(room, me));
    const start = last ?? listRooms(rooms.values(), me).joined[0];
    if (start !== undefined) replaceRoute({ view: 'room', roomId: start.id });
  }, [isWelcomed, roomId, store]);
}

function remember(roomId: RoomId): void {
  try {
    localStorage.setItem(STORAGE_KEY, roomId);
  } catch {
    // Without storage the first room opens next time.
  }
}

function recall(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null; // As above.
  }
}
