/**
 * Downloads one file, and goes on where it was interrupted: what came is kept beside the place of the
 * file, as `….part`, and what it is part of as `….part.tag`.
 */

import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { LanguageModelError } from '@parley/llm';
import { requestFile, unreachable } from './request-file.ts';

/** Attempts in a row that bring nothing before it is given up. */
const MOST_VAIN_ATTEMPTS = 3;
const RETRY_DELAY_MS = 500;
/** A connection that brings nothing for so long is given up. */
const STALL_MS = 60_000;

export interface DownloadOptions {
  readonly token: string | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (progress: DownloadProgress) => void;
}

export interface DownloadProgress {
  readonly doneBytes: number;
  /** `undefined` when the server does not say. */
  readonly totalBytes: number | undefined;
}

/** @throws {LanguageModelError}, or the signal's reason; both leave what came so far. */
export async function downloadFile(
  url: string,
  path: string,
  options: DownloadOptions,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const part = `${path}.part`;
  let vainAttempts = 0;

  for (;;) {
    const before = await sizeOf(part);
    try {
      await fetchRest(url, part, options);
      break;
    } catch (error) {
      options.signal?.throwIfAborted();
      const isVain = (await sizeOf(part)) <= before;
      vainAttempts = isVain ? vainAttempts + 1 : 0;
      if (!isWorthRetrying(error) || vainAttempts >= MOST_VAIN_ATTEMPTS) throw error;
      await delay(RETRY_DELAY_MS * (vainAttempts + 1), undefined, signalOf(options));
    }
  }

  await rename(part, path);
  await rm(tagPath(part), { force: true });
}

/** Appends to the part what is missing of it, or begins again when the file has changed. */
async function fetchRest(url: string, part: string, options: DownloadOptions): Promise<void> {
  const have = await sizeOf(part);
  const tag = await readFile(tagPath(part), 'utf8').catch(() => '');
  const isResumable = have > 0 && tag !== '';
  const response = await requestFile(url, {
    headers: isResumable ? { range: `bytes=${have}-`, 'if-range': tag } : {},
    ...options,
  });

  if (response.status === 416) {
    // All of it is there already, or it is part of another file: only its size can tell.
    await response.body?.cancel();
    if (have === sizeIn(response.headers.get('content-range'))) return;
    await rm(part, { force: true });
    throw unreachable(url, new Error('the file there has changed'));
  }
  const offset = response.status === 206 ? startIn(response.headers.get('content-range')) : 0;
  if (offset !== 0 && offset !== have) {
    await response.body?.cancel();
    throw unreachable(url, new Error('the server sent another piece than was asked for'));
  }
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  const totalBytes = Number.isNaN(length) ? undefined : offset + length;
  if (offset === 0) await writeFile(tagPath(part), tagOf(response));

  await save(response, part, { offset, totalBytes, url, options });
}

interface Saving {
  readonly offset: number;
  readonly totalBytes: number | undefined;
  readonly url: string;
  readonly options: DownloadOptions;
}

async function save(response: Response, part: string, saving: Saving): Promise<void> {
  const { offset, totalBytes, url, options } = saving;
  if (response.body === null) throw unreachable(url, new Error('an empty answer'));
  let doneBytes = offset;
  const stalled = new AbortController();
  const watch = setTimeout(() => stalled.abort(new Error('nothing came for a minute')), STALL_MS);
  const signals = [stalled.signal, ...(options.signal === undefined ? [] : [options.signal])];

  try {
    await pipeline(
      Readable.fromWeb(response.body),
      async function* (chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          watch.refresh();
          doneBytes += chunk.length;
          options.onProgress({ doneBytes, totalBytes });
          yield chunk;
        }
      },
      createWriteStream(part, { flags: offset === 0 ? 'w' : 'a' }),
      { signal: AbortSignal.any(signals) },
    );
  } catch (error) {
    throw diskProblemOf(error, part) ?? unreachable(url, error);
  } finally {
    clearTimeout(watch);
  }
  if (totalBytes !== undefined && doneBytes < totalBytes) {
    throw unreachable(url, new Error('the connection ended before the file did'));
  }
}

function diskProblemOf(error: unknown, part: string): LanguageModelError | undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'ENOSPC' && code !== 'EACCES' && code !== 'EROFS' && code !== 'EDQUOT')
    return undefined;
  const why = code === 'ENOSPC' || code === 'EDQUOT' ? 'the disk is full' : 'it may not be written';
  return new LanguageModelError(
    'download-failed',
    `The model cannot be saved as ${part}: ${why}.`,
    {
      cause: error,
    },
  );
}

/** A broken connection may hold next time; an answer will be the same. */
function isWorthRetrying(error: unknown): boolean {
  return (
    error instanceof LanguageModelError &&
    error.code === 'download-failed' &&
    error.cause !== undefined
  );
}

/** What a server calls this version of the file; without one, a part cannot be trusted. */
function tagOf(response: Response): string {
  const tag = response.headers.get('etag') ?? '';
  return tag.startsWith('W/') ? '' : tag || (response.headers.get('last-modified') ?? '');
}

function tagPath(part: string): string {
  return `${part}.tag`;
}

/** `bytes 100-1233/1234` → 100. */
function startIn(contentRange: string | null): number {
  return Number(/^bytes (\d+)-/.exec(contentRange ?? '')?.[1] ?? Number.NaN);
}

/** `bytes * /1234` → 1234. */
function sizeIn(contentRange: string | null): number | undefined {
  const size = /\/(\d+)$/.exec(contentRange ?? '')?.[1];
  return size === undefined ? undefined : Number(size);
}

async function sizeOf(path: string): Promise<number> {
  return await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

function signalOf({ signal }: DownloadOptions): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
