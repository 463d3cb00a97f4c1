/** How the reading of one input ended. */

export type Outcome =
  | { readonly kind: 'read'; readonly type: number; readonly isCompared: boolean }
  | { readonly kind: 'skipped' | 'incomplete' | 'page' }
  | { readonly kind: 'refused'; readonly code: string };

/** What the codec did that it may not do. */
export class Offence extends Error {
  override readonly name = 'Offence';
}
