/**
 * Records in the order in which they were sent, as a list that never changes: who sends one more has another list.
 *
 * Members of a room are sent the same records, so they come to the same lists: a list keeps the latest one that it
 * went on to, and a broadcast finds it there for everybody but the first. Thus a delivery compares and assigns, and a
 * frame, which belongs to its list, is built once. Rules: docs/spec/signalr-transports.md, ST-71, ST-141 and ST-142.
 */

import { encodeFrame, type WireFormat } from './wire-format.ts';

/** As ASP.NET Core's `TransportMaxBufferSize`, which bounds what it joins. */
const MAX_JOINED_BYTES = 65_536;

/** What goes as one frame, and what comes behind it. */
interface DividedRecords {
  readonly head: RecordList;
  readonly rest: RecordList;
}

export class RecordList {
  readonly bytes: number;
  readonly count: number;
  readonly #empty: RecordList;
  readonly #before: RecordList | undefined;
  readonly #record: Uint8Array | undefined;
  #next: RecordList | undefined;
  #frames: Partial<Record<WireFormat, Buffer>> | undefined;
  #divided: DividedRecords | undefined;

  private constructor(before: RecordList | undefined, record: Uint8Array | undefined) {
    this.#before = before;
    this.#record = record;
    this.#empty = before === undefined ? this : before.#empty;
    this.bytes = (before?.bytes ?? 0) + (record?.length ?? 0);
    this.count = before === undefined ? 0 : before.count + 1;
  }

  /** A list of nothing, from which connections that may share records all begin. */
  static empty(): RecordList {
    return new RecordList(undefined, undefined);
  }

  get isEmpty(): boolean {
    return this.count === 0;
  }

  /** Whether one frame may hold it all. A single record is never divided. */
  get isOneFrame(): boolean {
    return this.bytes <= MAX_JOINED_BYTES || this.count === 1;
  }

  append(record: Uint8Array): RecordList {
    const next = this.#next;
    if (next !== undefined && next.#record === record) {
      return next;
    }
    this.#next = new RecordList(this, record);
    return this.#next;
  }

  /** The list of nothing that this one began with. What it went on to last is forgotten there, and can be freed. */
  emptied(): RecordList {
    this.#empty.#next = undefined;
    return this.#empty;
  }

  /** The same for whoever divides this list: what fits into one frame, one record at least, and the rest. */
  divide(): DividedRecords {
    this.#divided ??= this.#divideOnce();
    return this.#divided;
  }

  /** All records in one piece. Shared with every other caller: not to be changed. */
  join(): Uint8Array {
    const records = RecordList.#recordsOf(this);
    const [first] = records;
    return records.length === 1 && first !== undefined ? first : Buffer.concat(records);
  }

  /** One frame of all records, at least one. Shared with every other caller: not to be changed. */
  frameFor(format: WireFormat): Buffer {
    this.#frames ??= {};
    this.#frames[format] ??= encodeFrame(this.join(), format);
    return this.#frames[format];
  }

  #divideOnce(): DividedRecords {
    let head = this.#empty;
    let rest = this.#empty;
    for (const record of RecordList.#recordsOf(this)) {
      const fits = head.isEmpty || head.bytes + record.length <= MAX_JOINED_BYTES;
      if (fits && rest.isEmpty) {
        head = new RecordList(head, record);
      } else {
        rest = new RecordList(rest, record);
      }
    }
    return { head, rest };
  }

  static #recordsOf(end: RecordList): Uint8Array[] {
    const records: Uint8Array[] = [];
    let list: RecordList | undefined = end;
    while (list !== undefined && list.#record !== undefined) {
      records.push(list.#record);
      list = list.#before;
    }
    return records.reverse();
  }
}
