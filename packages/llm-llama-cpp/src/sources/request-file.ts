/** An HTTP request for a file, with its failures in plain words. */

import { LanguageModelError } from '@parley/llm';

export interface FileRequest {
  readonly headers?: Readonly<Record<string, string>>;
  readonly token: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * Resolves with a response of 200, 206 or 416.
 *
 * @throws {LanguageModelError} `model-missing` when there is no such file, `download-failed` otherwise.
 */
export async function requestFile(url: string, request: FileRequest): Promise<Response> {
  const authorization =
    request.token === undefined ? {} : { authorization: `Bearer ${request.token}` };
  const response = await fetch(url, {
    headers: { ...request.headers, ...authorization },
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  }).catch((error: unknown) => {
    request.signal?.throwIfAborted();
    throw unreachable(url, error);
  });

  if (response.ok || response.status === 416) return response;
  await response.body?.cancel();
  throw refused(url, response.status);
}

/** The connection failed, or broke. */
export function unreachable(url: string, cause: unknown): LanguageModelError {
  return new LanguageModelError(
    'download-failed',
    `The model could not be downloaded from ${hostOf(url)}: ${reasonOf(cause)}. What came so far is kept; start again to go on.`,
    { cause },
  );
}

function refused(url: string, status: number): LanguageModelError {
  if (status === 404) {
    return new LanguageModelError('model-missing', `There is no model at ${url}.`);
  }
  if (status === 401 || status === 403) {
    return new LanguageModelError(
      'model-missing',
      `${hostOf(url)} gives this model only to those who may have it, or it does not exist. Accept its licence there and give an access token.`,
    );
  }
  return new LanguageModelError('download-failed', `${hostOf(url)} answered ${status} for ${url}.`);
}

function hostOf(url: string): string {
  return new URL(url).host;
}

/** `fetch failed` says nothing: the reason is in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
