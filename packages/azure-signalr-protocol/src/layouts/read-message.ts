/** From a body to a message, by the message's layout. */

import { malformedMessage } from '../errors.ts';
import { MessagePackReader } from '../messagepack/messagepack-reader.ts';
import type { ServiceMessage } from '../service-message.ts';
import { type Fields, readExtensions } from './extensions.ts';
import { LENIENT_TEXT } from './field-kind.ts';
import { EXTENSION_MAP, type Layout } from './layout.ts';
import { LAYOUTS } from './layout-table.ts';

const BY_TYPE = new Map<number, Layout>(
  Object.entries<Layout>(LAYOUTS).map(([type, layout]) => [Number(type), layout]),
);
/** Of the array, before the items of a layout: the number of the type. */
const TYPE_ITEMS = 1;

/**
 * The message, or `undefined` for a type that is not known here. Bytes behind the known items are not looked at.
 *
 * @throws {ServiceProtocolError} `service-message-malformed`
 */
export function readMessage(body: Uint8Array): ServiceMessage | undefined {
  const reader = new MessagePackReader(body);
  const itemCount = reader.readArrayLength('message') ?? 0;
  const type = itemCount === 0 ? undefined : reader.readInt32('messageType');
  if (type === undefined) {
    throw malformedMessage('A message is an array that begins with the number of its type.');
  }
  const layout = BY_TYPE.get(type);
  if (layout === undefined) {
    return undefined;
  }
  if (itemCount < layout.leastItems) {
    throw malformedMessage(
      `A message of type ${type} has at least ${layout.leastItems} items, not ${itemCount}.`,
    );
  }
  return readFields(reader, layout, { type, itemCount }) as unknown as ServiceMessage;
}

function readFields(
  reader: MessagePackReader,
  layout: Layout,
  { type, itemCount }: { readonly type: number; readonly itemCount: number },
): Fields {
  const fields: Fields = { type };
  let isOver = false;

  for (const [index, item] of layout.items.entries()) {
    const place = TYPE_ITEMS + index + 1;
    if (item === EXTENSION_MAP) {
      if (!isOver && place <= itemCount) {
        readExtensions(reader, layout.extensions ?? [], fields);
      }
      continue;
    }
    const [name, kind, options] = item;
    // An item that is too new for the array leaves nothing readable behind it.
    isOver ||= (options?.sinceItems ?? place) > itemCount;
    const value = isOver ? options?.ifMissing : kind.read(reader, name);
    if (value !== undefined) {
      fields[name] = value;
    }
  }

  if (layout.rest !== undefined) {
    fields[layout.rest] = readRest(reader, layout.rest, itemCount - TYPE_ITEMS);
  }
  return fields;
}

/** The items that no layout counts. */
function readRest(reader: MessagePackReader, name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) =>
    LENIENT_TEXT.read(reader, `${name}[${index}]`),
  );
}
