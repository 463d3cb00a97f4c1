/**
 * Addresses of models on Hugging Face, or on a server that speaks like it.
 */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LanguageModelError } from '@parley/llm';
import { requestFile } from './request-file.ts';
import type { ModelSource } from './model-source.ts';

export interface HubOptions {
  /** Where a repository's choice is remembered, so that a model starts again without the network. */
  readonly directory: string;
  /** `https://huggingface.co` unless a mirror is used. */
  readonly endpoint: string;
  readonly token: string | undefined;
  readonly signal: AbortSignal | undefined;
}

export interface HubFile {
  readonly url: string;
  /** Under which the file is kept: it says whose it is. */
  readonly fileName: string;
}

export async function findHubFile(
  source: Extract<ModelSource, { kind: 'hub-choice' | 'hub-file' }>,
  options: HubOptions,
): Promise<HubFile> {
  const file = source.kind === 'hub-file' ? source.file : await rememberedFile(source, options);
  const branch = source.kind === 'hub-file' ? source.branch : 'main';
  const path = file.split('/').map(encodeURIComponent).join('/');

  return {
    url: `${baseOf(options)}/${source.repository}/resolve/${encodeURIComponent(branch)}/${path}?download=true`,
    fileName: [source.repository, ...(branch === 'main' ? [] : [branch]), file]
      .join('/')
      .replaceAll('/', '_'),
  };
}

type HubChoice = Extract<ModelSource, { kind: 'hub-choice' }>;

/** The choice that was made before, as long as it is known. */
async function rememberedFile(source: HubChoice, options: HubOptions): Promise<string> {
  const name = `${source.repository}_${source.quantisation}.choice`.replaceAll('/', '_');
  const path = join(options.directory, name);
  const remembered = await readFile(path, 'utf8').catch(() => '');
  if (remembered !== '') return remembered;

  const file = await chosenFile(source, options);
  await mkdir(options.directory, { recursive: true });
  await writeFile(path, file);
  return file;
}

/** The file that a repository keeps for a quantisation, from the manifest that llama.cpp reads too. */
async function chosenFile(source: HubChoice, options: HubOptions): Promise<string> {
  const { repository, quantisation } = source;
  const url = `${baseOf(options)}/v2/${repository}/manifests/${encodeURIComponent(quantisation)}`;
  const response = await requestFile(url, {
    // The hub lists the GGUF file only for those who name llama.cpp.
    headers: { 'user-agent': 'llama-cpp' },
    token: options.token,
    signal: options.signal,
  });
  const manifest: unknown = await response.json();
  const file = fileOf(manifest);
  if (file !== undefined) return file;

  throw new LanguageModelError(
    'model-missing',
    `${repository} has no GGUF file for ${quantisation}. Look at its files and name one: hf:${repository}/file.gguf.`,
  );
}

function fileOf(manifest: unknown): string | undefined {
  const { ggufFile } = (manifest ?? {}) as { readonly ggufFile?: { readonly rfilename?: unknown } };
  return typeof ggufFile?.rfilename === 'string' ? ggufFile.rfilename : undefined;
}

function baseOf(options: HubOptions): string {
  return options.endpoint.replace(/\/+$/, '');
}
