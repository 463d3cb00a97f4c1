/** Checks that a value which crossed the process boundary has the fields that its type says. */

/** What a field must be. */
export type FieldCheck = (value: unknown) => boolean;

/** The fields of each message of a union, by its `type`. */
export type MessageShapes<Message extends { readonly type: string }> = {
  readonly [Type in Message['type']]: {
    readonly [Field in keyof Omit<Extract<Message, { type: Type }>, 'type'>]-?: FieldCheck;
  };
};

export const isText: FieldCheck = (value) => typeof value === 'string';
export const isNumber: FieldCheck = (value) => typeof value === 'number' && Number.isFinite(value);

/** Sent as it is, or left out. */
export function isOptional(check: FieldCheck): FieldCheck {
  return (value) => value === undefined || check(value);
}

export function isOneOf(values: readonly string[]): FieldCheck {
  return (value) => typeof value === 'string' && values.includes(value);
}

export function isListOf(check: FieldCheck): FieldCheck {
  return (value) => Array.isArray(value) && value.every((item) => check(item));
}

export function isRecordOf(fields: Readonly<Record<string, FieldCheck>>): FieldCheck {
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(fields).every(([name, check]) =>
      check((value as Readonly<Record<string, unknown>>)[name]),
    );
}

/** Parses one message of a union. @throws {TypeError} when no member of the union fits. */
export function parseMessage<Message extends { readonly type: string }>(
  value: unknown,
  shapes: MessageShapes<Message>,
): Message {
  const type: unknown =
    typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;

  if (typeof type === 'string' && Object.hasOwn(shapes, type)) {
    const fields: Readonly<Record<string, FieldCheck>> = shapes[type as Message['type']];
    if (isRecordOf(fields)(value)) return value as Message;
  }
  throw new TypeError(`not a message of this process: ${String(type)}`);
}
