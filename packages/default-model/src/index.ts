/**
 * The packaged model: SmolLM2-135M-Instruct, quantised to Q4_1.
 *
 * It is here so that a fresh clone talks with nothing to download. Its card is the README of this
 * package, its licence (Apache-2.0) lies beside the file.
 */

import { fileURLToPath } from 'node:url';

/** What is known of the packaged model without opening its file. */
export const defaultModel = {
  /** As people call it. */
  name: 'SmolLM2 135M Instruct',
  /** Absolute path of the GGUF file. */
  path: fileURLToPath(new URL('../model/SmolLM2-135M-Instruct.Q4_1.gguf', import.meta.url)),
  sizeBytes: 98_362_432,
  /** Of the whole file, in lower-case hexadecimal. */
  sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
} as const;
