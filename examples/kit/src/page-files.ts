/** Serves the files of one folder, and single files from elsewhere under names of their own. */

import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.map': 'application/json',
};

export interface PageFiles {
  readonly folder: string;
  /** Path of the request → absolute path of the file. */
  readonly extra: Readonly<Record<string, string>>;
}

export async function servePageFile(
  files: PageFiles,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const file = fileOf(files, new URL(request.url ?? '/', 'http://localhost').pathname);
  const content = file === undefined ? undefined : await readFile(file).catch(() => undefined);
  if (file === undefined || content === undefined) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found');
    return;
  }
  const type = CONTENT_TYPES[extname(file)] ?? 'application/octet-stream';
  response.writeHead(200, { 'content-type': type, 'x-content-type-options': 'nosniff' });
  response.end(content);
}

/** Nothing outside the folder. */
function fileOf({ folder, extra }: PageFiles, path: string): string | undefined {
  const named = Object.hasOwn(extra, path) ? extra[path] : undefined;
  if (named !== undefined) return named;
  const file = normalize(join(folder, decodePath(path === '/' ? '/index.html' : path)));
  return file.startsWith(normalize(folder + sep)) ? file : undefined;
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
