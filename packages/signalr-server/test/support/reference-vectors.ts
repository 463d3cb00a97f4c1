/** Those of ASP.NET Core's own wire vectors that are about a server, which a clone may not have beside it. */

import { existsSync, readFileSync } from 'node:fs';

const FILE = new URL('../../../../../shared/vectors/signalr-hub-protocol.json', import.meta.url);

export interface ServerVectors {
  readonly sse_format: { readonly vectors: readonly (readonly [payload: string, wire: string])[] };
  readonly messagepack_binding_errors: {
    readonly vectors: readonly (readonly [name: string, hex: string, message: string])[];
  };
  readonly handshake_request: {
    readonly invalid: readonly (readonly [json: string, message: string])[];
  };
}

/** `undefined`, and a line that says so, where the file is absent. */
export function readReferenceVectors(): ServerVectors | undefined {
  if (!existsSync(FILE)) {
    console.log(
      'Skipped: the wire vectors of ASP.NET Core are not beside this clone; our own were run.',
    );
    return undefined;
  }
  return JSON.parse(readFileSync(FILE, 'utf8')) as ServerVectors;
}
