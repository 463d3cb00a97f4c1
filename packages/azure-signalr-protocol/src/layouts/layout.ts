/** What a message's array looks like: its items in order, behind the number of its type. */

import type { ServiceMessage } from '../service-message.ts';
import type { ExtensionName } from './extensions.ts';
import type { AnyFieldKind, FieldKind } from './field-kind.ts';

/** The place of the extension map among the items. */
export const EXTENSION_MAP = 'extension-map';

export interface ItemOptions<T> {
  /** Read only from arrays of at least so many items, where that is not the item's own place. */
  readonly sinceItems?: number;
  /** The value where the array has no such item. */
  readonly ifMissing?: T;
  /** The array ends before the item where the message has none; of last items alone. */
  readonly isLeftOut?: boolean;
}

type Item<T, Name> = readonly [name: Name, kind: FieldKind<T>, options?: ItemOptions<T>];

/** A field's name with a kind that reads and writes exactly the field's type. */
type ItemOf<M, Name extends keyof M = keyof M> = Name extends string ? Item<M[Name], Name> : never;

export interface LayoutOf<M extends ServiceMessage> {
  readonly items: readonly (ItemOf<M, Exclude<keyof M, 'type'>> | typeof EXTENSION_MAP)[];
  /** Of the array, its type included: fewer are malformed. */
  readonly leastItems: number;
  /** In the order of their keys. */
  readonly extensions?: readonly (ExtensionName & keyof M)[];
  /** Takes all items behind the others, as texts. */
  readonly rest?: Exclude<keyof M, 'type'> & string;
}

/** One layout for each type of message. */
export type LayoutTable = {
  readonly [M in ServiceMessage as M['type']]: LayoutOf<M>;
};

type AnyItem = readonly [name: string, kind: AnyFieldKind, options?: ItemOptions<unknown>];

/** Any message's layout, as the codec sees it. */
export interface Layout {
  readonly items: readonly (AnyItem | typeof EXTENSION_MAP)[];
  readonly leastItems: number;
  readonly extensions?: readonly ExtensionName[];
  readonly rest?: string;
}
