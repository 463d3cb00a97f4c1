/** What was seen of one server in one case, record by record. */

import { IdNames } from './normal-text.ts';

/** The id of a server's call, which counts all calls of the server or is random. */
const CLIENT_CALL = /(?<="invocationId":|\[[13], \{\}, )"(s\d+|[\w-]{22})"/g;

export class Transcript {
  readonly #records: string[] = [];
  readonly #ids = new IdNames();

  add(record: string): void {
    this.#records.push(this.#ids.replace(record.replace(CLIENT_CALL, '"s#"')));
  }

  get records(): readonly string[] {
    return this.#records;
  }
}

/** By the name of the case. */
export type Transcripts = ReadonlyMap<string, readonly string[]>;
