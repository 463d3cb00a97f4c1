/** The wire vectors lifted from ASP.NET Core's own tests, which a clone may not have beside it. */

import { existsSync, readFileSync } from 'node:fs';

const FILE = new URL('../../../../../shared/vectors/signalr-hub-protocol.json', import.meta.url);

type Rows = readonly (readonly string[])[];

export interface ReferenceVectors {
  readonly messagepack: { readonly vectors: readonly (readonly [name: string, base64: string])[] };
  readonly messagepack_invalid: {
    readonly vectors: readonly (readonly [name: string, hex: string, message: string])[];
  };
  readonly messagepack_binding_errors: { readonly vectors: Rows };
  readonly messagepack_sizes: { readonly vectors: Readonly<Record<string, number>> };
  readonly json: { readonly vectors: readonly (readonly [name: string, json: string])[] };
  readonly json_invalid: {
    readonly vectors: readonly (readonly [json: string, message: string])[];
  };
  readonly handshake_request: {
    readonly valid: readonly (readonly [json: string, protocol: string, version: number])[];
    readonly invalid: readonly (readonly [json: string, message: string])[];
  };
  readonly varint_length_prefix: {
    readonly vectors: readonly (readonly [length: number, hex: string])[];
  };
}

/** `undefined`, and a line that says so, where the file is absent. */
export function readReferenceVectors(): ReferenceVectors | undefined {
  if (!existsSync(FILE)) {
    console.log(
      'Skipped: the wire vectors of ASP.NET Core are not beside this clone; our own were run.',
    );
    return undefined;
  }
  return JSON.parse(readFileSync(FILE, 'utf8')) as ReferenceVectors;
}
