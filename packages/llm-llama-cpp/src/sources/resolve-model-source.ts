/** Turns what people write of a model into the path of a file, and downloads it where need be. */

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LanguageModelError } from '@parley/llm';
import { downloadFile } from './download-file.ts';
import type { DownloadProgress } from './download-file.ts';
import { findHubFile } from './hugging-face.ts';
import { allParts, parseModelSource } from './model-source.ts';
import type { ModelSource } from './model-source.ts';

export interface ModelSourceOptions {
  /** Where downloaded models are kept. */
  readonly directory: string;
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Aborting keeps what came so far. */
  readonly signal?: AbortSignal;
  readonly endpoints?: { readonly huggingFace?: string };
  /** Access token for Hugging Face, for models that want one. */
  readonly token?: string;
}

const HUGGING_FACE = 'https://huggingface.co';
/** File systems take 255 bytes, and a partial file has a longer name. */
const MAX_FILE_NAME_LENGTH = 200;

/**
 * Resolves a path, an http(s) address, `hf:user/repo:quant` or `hf:user/repo/file.gguf`. A model that was
 * downloaded before is found without the network.
 *
 * @throws {LanguageModelError} `model-missing` or `download-failed`
 */
export async function resolveModelSource(
  spec: string,
  options: ModelSourceOptions,
): Promise<string> {
  const source = parseModelSource(spec);
  if (source.kind === 'path') return existingPath(source.path);

  const { url, fileName } = await locate(source, options);
  const paths: string[] = [];
  for (const [index, partUrl] of allParts(url).entries()) {
    const path = join(options.directory, allParts(fileName)[index] ?? fileName);
    paths.push(path);
    if (!existsSync(path)) await download(partUrl, path, { ...options, source });
  }
  return paths[0] ?? join(options.directory, fileName);
}

async function locate(
  source: Exclude<ModelSource, { kind: 'path' }>,
  options: ModelSourceOptions,
): Promise<{ readonly url: string; readonly fileName: string }> {
  if (source.kind === 'url') {
    return { url: source.url, fileName: fileNameOf(new URL(source.url)) };
  }
  return await findHubFile(source, {
    directory: options.directory,
    endpoint: options.endpoints?.huggingFace ?? HUGGING_FACE,
    token: options.token,
    signal: options.signal,
  });
}

/** Whose it is and what it is; the query is left out, because it may be a passing signature. */
function fileNameOf({ host, pathname }: URL): string {
  const name = `${host}${pathname}`.replace(/[^A-Za-z0-9.-]+/g, '_');
  return name.slice(-MAX_FILE_NAME_LENGTH);
}

async function download(
  url: string,
  path: string,
  options: ModelSourceOptions & { readonly source: ModelSource },
): Promise<void> {
  await downloadFile(url, path, {
    // The token belongs to the hub, and to nobody else.
    token: options.source.kind === 'url' ? undefined : options.token,
    signal: options.signal,
    onProgress: options.onProgress ?? ((): void => {}),
  });
}

function existingPath(path: string): string {
  const absolute = resolve(path);
  if (existsSync(absolute)) return absolute;
  throw new LanguageModelError(
    'model-missing',
    `There is no model file at ${absolute}. Give the path of a GGUF file, hf:user/repo:quant, or an address.`,
  );
}
