/**
 * The extension map: what was added to messages without moving their items.
 *
 * Rules: docs/spec/azure-service-protocol.md, AP-40 to AP-44.
 */

import type { MessagePackReader } from '../messagepack/messagepack-reader.ts';
import type { MessagePackWriter } from '../messagepack/messagepack-writer.ts';
import { type AnyFieldKind, FLAG, INTEGER, TEXT_OR_NIL, UNSIGNED_LONG } from './field-kind.ts';

interface Extension {
  readonly key: number;
  readonly kind: AnyFieldKind;
  /** The value that is as good as none, and is neither written nor read. */
  readonly blank?: unknown;
}

/** In the order of their keys, in which they are written. */
const EXTENSIONS = {
  tracingId: { key: 1, kind: UNSIGNED_LONG },
  ttlSeconds: { key: 2, kind: INTEGER },
  protocol: { key: 3, kind: TEXT_OR_NIL },
  filter: { key: 4, kind: TEXT_OR_NIL },
  dataMessageType: { key: 5, kind: INTEGER, blank: 0 },
  isPartial: { key: 6, kind: FLAG, blank: false },
} as const satisfies Record<string, Extension>;

export type ExtensionName = keyof typeof EXTENSIONS;

const BY_NAME: Readonly<Record<ExtensionName, Extension>> = EXTENSIONS;
const NAME_OF_KEY = new Map<number | undefined, ExtensionName>(
  Object.entries(EXTENSIONS).map(([name, { key }]) => [key, name as ExtensionName]),
);

/** A message while its fields are read. */
export type Fields = Record<string, unknown>;

/**
 * Reads into `fields` what the message may carry, and passes over everything else.
 *
 * @throws {ServiceProtocolError} `service-message-malformed`
 */
export function readExtensions(
  reader: MessagePackReader,
  allowed: readonly ExtensionName[],
  fields: Fields,
): void {
  const count = reader.readMapLength('extensions') ?? 0;
  for (let index = 0; index < count; index += 1) {
    const name = NAME_OF_KEY.get(reader.readInt32('extensions.key'));
    if (name === undefined || !allowed.includes(name)) {
      reader.skip('extensions.value');
      continue;
    }
    const { kind, blank } = BY_NAME[name];
    const value = kind.read(reader, name);
    if (value === undefined || value === blank) {
      // Over one of the same number before it, none counts as well.
      delete fields[name];
    } else {
      fields[name] = value;
    }
  }
}

/** Writes those of the message that it may carry: .NET loses its place at any other. */
export function writeExtensions(
  writer: MessagePackWriter,
  allowed: readonly ExtensionName[],
  fields: Readonly<Fields>,
): void {
  const names = allowed.filter((name) => {
    const value = fields[name];
    return value !== undefined && value !== BY_NAME[name].blank;
  });
  writer.writeMapLength(names.length);
  for (const name of names) {
    const { key, kind } = BY_NAME[name];
    writer.writeInt32(key);
    kind.write(writer, fields[name] as never);
  }
}
