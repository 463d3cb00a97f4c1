/** How a reply's text grows: by byte offset, each byte once, in order. */

import { utf8Length, utf8SliceFrom } from '@parley/chat-protocol';
import type { ReplyMessage } from '@parley/chat-protocol';

export interface ReplyPiece {
  /** Bytes of UTF-8 before `text`. */
  readonly offset: number;
  readonly text: string;
}

export type Growth =
  | { readonly kind: 'grown'; readonly text: string }
  | { readonly kind: 'known' }
  /** Something between is missing; nothing was applied. */
  | { readonly kind: 'gap' };

/** Puts a piece where it belongs. An overlap adds only what is new. */
export function growText(text: string, piece: ReplyPiece): Growth {
  const length = utf8Length(text);
  if (piece.offset > length) return { kind: 'gap' };
  const fresh = utf8SliceFrom(piece.text, length - piece.offset);
  return fresh === '' ? { kind: 'known' } : { kind: 'grown', text: text + fresh };
}

/** Bytes of UTF-8 up to the end of a piece. */
export function pieceEnd(piece: ReplyPiece): number {
  return piece.offset + utf8Length(piece.text);
}

/** The newer of two views of one reply: an end is final, and text never shrinks while it grows. */
export function mergeReply(known: ReplyMessage, incoming: ReplyMessage): ReplyMessage {
  if (incoming.state.phase === 'ended') return incoming;
  if (known.state.phase === 'ended') return known;
  if (known.text.length > incoming.text.length) return known;
  const isStep = known.state.phase === 'writing' && incoming.state.phase === 'reading';
  return isStep ? { ...incoming, state: known.state } : incoming;
}
