/** The wire vectors lifted from Microsoft's own tests, which a clone may not have beside it. */

import { existsSync, readFileSync } from 'node:fs';

const FILE = new URL('../../../../../shared/vectors/azure-service-protocol.json', import.meta.url);

export interface ReferenceVector {
  /** `compat` rows are what older peers write: they are only read. */
  readonly set: 'compat' | 'current';
  readonly name: string;
  /** How Microsoft's tests make the message. */
  readonly csharp: string;
  readonly base64: string;
}

/** `undefined`, and a line that says so, where the file is absent. */
export function readReferenceVectors(): readonly ReferenceVector[] | undefined {
  if (!existsSync(FILE)) {
    console.log(
      "Skipped: the wire vectors of Microsoft's SDK are not beside this clone; our own were run.",
    );
    return undefined;
  }
  return JSON.parse(readFileSync(FILE, 'utf8')) as readonly ReferenceVector[];
}
