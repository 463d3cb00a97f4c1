/** What a reader of plain MessagePack sees in a body, and whether another body says the same. */

import { isDeepStrictEqual } from 'node:util';
import { Decoder } from '@msgpack/msgpack';

const DECODER = new Decoder({ useBigInt64: true });
const CLIENT_COMPLETION = 35;
/** Of a client's completion: the hub protocol stands in an item and, since later, in an extension. */
const PROTOCOL_ITEM = 4;
const EXTENSIONS_ITEM = 6;
const PROTOCOL_EXTENSION = '3';

/** The array at the front of a body; `undefined` for what that reader does not take. */
export function plainItems(body: Uint8Array): readonly unknown[] | undefined {
  try {
    const { value } = DECODER.decodeMulti(body).next();
    return Array.isArray(value) ? value : undefined;
  } catch (error) {
    if (error instanceof Error) {
      return undefined;
    }
    throw error;
  }
}

/**
 * What the codec lost or made up when it read `before` and wrote `after`, in words. It may leave out what is empty, what
 * stands behind the items it knows, and extensions that the message may not carry; of a shorter form, items are empty.
 */
export function differenceOf(
  before: readonly unknown[],
  after: readonly unknown[],
): string | undefined {
  const items = normalForm(before);
  const written = normalForm(after);
  const different = written.findIndex((item, index) => {
    const original = items[index];
    const isMissing = item === undefined && before.length < after.length;
    return !isMissing && !isDeepStrictEqual(item, original) && !isPartOf(item, original);
  });
  return different === -1
    ? undefined
    : `item ${different} was ${shown(items[different])} and became ${shown(written[different])}`;
}

function normalForm(items: readonly unknown[]): readonly unknown[] {
  return (Number(items[0]) === CLIENT_COMPLETION ? withOneProtocol(items) : items).map(normal);
}

/** The extension wins. */
function withOneProtocol(items: readonly unknown[]): readonly unknown[] {
  const extensions = items[EXTENSIONS_ITEM];
  const isNamed = isRecord(extensions) && PROTOCOL_EXTENSION in extensions;
  const protocol = isNamed ? extensions[PROTOCOL_EXTENSION] : items[PROTOCOL_ITEM];
  const unified = [...items];
  unified[PROTOCOL_ITEM] = protocol;
  unified[EXTENSIONS_ITEM] = {
    ...(isRecord(extensions) ? extensions : undefined),
    [PROTOCOL_EXTENSION]: protocol,
  };
  return unified;
}

/** What is empty is absent, names are in lower case, and numbers are of one kind where they can be. */
function normal(value: unknown): unknown {
  if (typeof value === 'bigint') {
    return Number.isSafeInteger(Number(value)) ? Number(value) || undefined : value;
  }
  if (value instanceof Uint8Array) {
    return value.length === 0 ? undefined : Buffer.from(value).toString('hex');
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? undefined : value.map((item) => normal(item) ?? '');
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => [key.toLowerCase(), normal(item)]);
    return entries.length === 0 ? undefined : Object.fromEntries(entries);
  }
  return value === null || value === '' || value === 0 || value === false ? undefined : value;
}

/** Of extensions, fewer may be left. */
function isPartOf(item: unknown, original: unknown): boolean {
  if (!isRecord(item) && item !== undefined) {
    return false;
  }
  return (
    isRecord(original) &&
    Object.keys(original).every((key) => Number.isInteger(Number(key))) &&
    Object.entries(item ?? {}).every(([key, value]) => isDeepStrictEqual(value, original[key]))
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return (
    JSON.stringify(value, (_key, item: unknown) =>
      typeof item === 'bigint' ? item.toString() : item,
    )?.slice(0, 200) ?? 'absent'
  );
}
