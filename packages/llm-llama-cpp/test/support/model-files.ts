/** Model files that are not as they should be, made of the packaged one. */

import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultModel } from '@parley/default-model';

export interface Patch {
  readonly find: Buffer;
  readonly replace: Buffer;
}

export interface ModelFiles extends AsyncDisposable {
  readonly directory: string;
  /** The first so many bytes of the packaged model. */
  truncated(bytes: number): Promise<string>;
  /** The packaged model, or the beginning of it, with pieces of its metadata replaced by others as long. */
  patched(patches: readonly Patch[], bytes?: number): Promise<string>;
  written(name: string, content: string): Promise<string>;
}

/** More than the packaged model's metadata takes. */
const METADATA_BYTES = 4_000_000;

export async function createModelFiles(): Promise<ModelFiles> {
  const directory = await mkdtemp(join(tmpdir(), 'parley-broken-models-'));
  let count = 0;
  const save = async (name: string, content: Buffer | string): Promise<string> => {
    const path = join(directory, `${++count}-${name}`);
    await writeFile(path, content);
    return path;
  };

  return {
    directory,
    truncated: async (bytes) => await save('truncated.gguf', await firstBytes(bytes)),
    patched: async (patches, bytes = defaultModel.sizeBytes) => {
      const content = await firstBytes(bytes);
      for (const { find, replace } of patches) {
        const metadata = content.subarray(0, METADATA_BYTES);
        for (let at = metadata.indexOf(find); at !== -1; at = metadata.indexOf(find, at + 1)) {
          replace.copy(content, at);
        }
      }
      return await save('patched.gguf', content);
    },
    written: save,
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true }),
  };
}

async function firstBytes(bytes: number): Promise<Buffer> {
  const file = await open(defaultModel.path);
  try {
    return (await file.read(Buffer.alloc(bytes), 0, bytes, 0)).buffer;
  } finally {
    await file.close();
  }
}
