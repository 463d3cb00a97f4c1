/** From a message to its body, by the message's layout. */

import type { MessagePackWriter } from '../messagepack/messagepack-writer.ts';
import type { ServiceMessage } from '../service-message.ts';
import { type Fields, writeExtensions } from './extensions.ts';
import { EXTENSION_MAP, type Layout } from './layout.ts';
import { LAYOUTS } from './layout-table.ts';

/** @throws {RangeError} for a number that its field cannot hold: a bug of the caller. */
export function writeMessage(writer: MessagePackWriter, message: ServiceMessage): void {
  const layout: Layout = LAYOUTS[message.type];
  const fields = message as unknown as Fields;
  const items = layout.items.filter((item) => !isLeftOut(item, fields));
  const rest = layout.rest === undefined ? [] : (fields[layout.rest] as readonly string[]);

  writer.writeArrayLength(1 + items.length + rest.length);
  writer.writeInt32(message.type);
  for (const item of items) {
    if (item === EXTENSION_MAP) {
      writeExtensions(writer, layout.extensions ?? [], fields);
    } else {
      const [name, kind] = item;
      kind.write(writer, fields[name] as never);
    }
  }
  for (const text of rest) {
    writer.writeText(text);
  }
}

function isLeftOut(item: Layout['items'][number], fields: Readonly<Fields>): boolean {
  if (item === EXTENSION_MAP) {
    return false;
  }
  const [name, , options] = item;
  const value = fields[name];
  return options?.isLeftOut === true && (value === undefined || value === false);
}
