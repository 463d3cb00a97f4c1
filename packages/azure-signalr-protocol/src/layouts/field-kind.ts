/**
 * How one item of a message stands on the wire.
 *
 * Rules: docs/spec/azure-service-protocol.md, AP-20 to AP-38.
 */

import { malformedMessage } from '../errors.ts';
import type { MessagePackReader } from '../messagepack/messagepack-reader.ts';
import type { MessagePackWriter } from '../messagepack/messagepack-writer.ts';
import type { Claim, HeaderMap } from '../messages/connections.ts';
import type { PayloadMap } from '../messages/data.ts';

/** Reads and writes one item. `undefined` is a property that is absent. */
export interface FieldKind<T> {
  /** @throws {ServiceProtocolError} `service-message-malformed`, with the name of the field in its text. */
  readonly read: (reader: MessagePackReader, field: string) => T;
  readonly write: (writer: MessagePackWriter, value: T) => void;
}

/** A kind whose type only the table knows. */
export type AnyFieldKind = Pick<FieldKind<unknown>, 'read'> & Pick<FieldKind<never>, 'write'>;

export const TEXT: FieldKind<string> = {
  read: (reader, field) => present(reader.readText(field), field),
  write: (writer, value) => writer.writeText(value),
};

/** Nil is read as empty. */
export const LENIENT_TEXT: FieldKind<string> = {
  read: (reader, field) => reader.readText(field) ?? '',
  write: (writer, value) => writer.writeText(value),
};

/** Absent is nil. */
export const TEXT_OR_NIL: FieldKind<string | undefined> = {
  read: (reader, field) => reader.readText(field),
  write: (writer, value) => (value === undefined ? writer.writeNil() : writer.writeText(value)),
};

/** Absent is written as empty, and read from empty and from nil. */
export const TEXT_OR_EMPTY: FieldKind<string | undefined> = {
  read: (reader, field) => {
    const text = reader.readText(field);
    return text === '' ? undefined : text;
  },
  write: (writer, value) => writer.writeText(value ?? ''),
};

export const INTEGER: FieldKind<number> = {
  read: (reader, field) => present(reader.readInt32(field), field),
  write: (writer, value) => writer.writeInt32(value),
};

/** Written with all its four bytes. */
export const WIDE_INTEGER: FieldKind<number> = {
  read: INTEGER.read,
  write: (writer, value) => writer.writeWideInt32(value),
};

/** Absent is nil. */
export const INTEGER_OR_NIL: FieldKind<number | undefined> = {
  read: (reader, field) => reader.readInt32(field),
  write: (writer, value) => (value === undefined ? writer.writeNil() : writer.writeInt32(value)),
};

export const UNSIGNED_LONG: FieldKind<bigint> = {
  read: (reader, field) => present(reader.readUint64(field), field),
  write: (writer, value) => writer.writeUint64(value),
};

/** Absent is false. */
export const FLAG: FieldKind<boolean | undefined> = {
  read: (reader, field) => (reader.readBoolean(field) === true ? true : undefined),
  write: (writer, value) => writer.writeBoolean(value === true),
};

/** Nil is read as empty. */
export const BYTES: FieldKind<Uint8Array> = {
  read: (reader, field) => reader.readBytes(field) ?? new Uint8Array(0),
  write: (writer, value) => writer.writeBytes(value),
};

/** Absent is nil. */
export const BYTES_OR_NIL: FieldKind<Uint8Array | undefined> = {
  read: (reader, field) => reader.readBytes(field),
  write: (writer, value) => (value === undefined ? writer.writeNil() : writer.writeBytes(value)),
};

export const TEXTS: FieldKind<readonly string[]> = {
  read: (reader, field) => readTexts(reader, { field, item: TEXT }),
  write: writeTexts,
};

/** Absent is empty. */
export const TEXTS_OR_NONE: FieldKind<readonly string[] | undefined> = {
  read: (reader, field) => {
    const texts = TEXTS.read(reader, field);
    return texts.length === 0 ? undefined : texts;
  },
  write: (writer, value) => writeTexts(writer, value ?? []),
};

/** A map whose keys may repeat, which only a list can hold. */
export const CLAIMS: FieldKind<readonly Claim[]> = {
  read: (reader, field) => {
    const count = reader.readMapLength(field) ?? 0;
    return Array.from({ length: count }, (_, index) => ({
      type: TEXT.read(reader, `${field}[${index}].Type`),
      value: TEXT.read(reader, `${field}[${index}].Value`),
    }));
  },
  write: (writer, claims) => {
    writer.writeMapLength(claims.length);
    for (const claim of claims) {
      writer.writeText(claim.type);
      writer.writeText(claim.value);
    }
  },
};

/** Names are read in lower case. */
export const HEADERS: FieldKind<HeaderMap> = {
  read: (reader, field) =>
    readNamed(reader, field, (path) =>
      readTexts(reader, { field: `${path}.value`, item: LENIENT_TEXT }),
    ),
  write: (writer, headers) => {
    writer.writeMapLength(headers.size);
    for (const [name, values] of headers) {
      writer.writeText(name);
      writeTexts(writer, values);
    }
  },
};

/** Absent is empty. */
export const HEADERS_OR_NONE: FieldKind<HeaderMap | undefined> = {
  read: (reader, field) => {
    const headers = HEADERS.read(reader, field);
    return headers.size === 0 ? undefined : headers;
  },
  write: (writer, value) =>
    value === undefined ? writer.writeMapLength(0) : HEADERS.write(writer, value),
};

/** Names are read in lower case. */
export const PAYLOADS: FieldKind<PayloadMap> = {
  read: (reader, field) => readNamed(reader, field, (path) => BYTES.read(reader, `${path}.value`)),
  write: (writer, payloads) => {
    writer.writeMapLength(payloads.size);
    for (const [name, bytes] of payloads) {
      writer.writeText(name);
      writer.writeBytes(bytes);
    }
  },
};

function present<T>(value: T | undefined, field: string): T {
  if (value === undefined) {
    throw malformedMessage(`'${field}' must not be nil.`);
  }
  return value;
}

function readTexts(
  reader: MessagePackReader,
  list: { readonly field: string; readonly item: FieldKind<string> },
): readonly string[] {
  const count = reader.readArrayLength(list.field) ?? 0;
  return Array.from({ length: count }, (_, index) =>
    list.item.read(reader, `${list.field}[${index}]`),
  );
}

function writeTexts(writer: MessagePackWriter, texts: readonly string[]): void {
  writer.writeArrayLength(texts.length);
  for (const text of texts) {
    writer.writeText(text);
  }
}

/** A map by name whose names are compared without case. */
function readNamed<T>(
  reader: MessagePackReader,
  field: string,
  readValue: (path: string) => T,
): ReadonlyMap<string, T> {
  const count = reader.readMapLength(field) ?? 0;
  const named = new Map<string, T>();
  for (let index = 0; index < count; index += 1) {
    const path = `${field}[${index}]`;
    const name = TEXT.read(reader, `${path}.key`).toLowerCase();
    if (named.has(name)) {
      throw malformedMessage(`'${path}.key' repeats a name.`);
    }
    named.set(name, readValue(path));
  }
  return named;
}
