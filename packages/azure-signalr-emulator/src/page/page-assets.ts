/** The page's files, read once. */

import { readFileSync } from 'node:fs';
import type { PageAnswer } from './page-answer.ts';

const FOLDER = new URL('../../public/', import.meta.url);
const TYPES = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
} as const;

const FILES: readonly [path: string, name: string, type: keyof typeof TYPES][] = [
  ['/', 'index.html', 'html'],
  ['/page/tokens.css', 'tokens.css', 'css'],
  ['/page/page.css', 'page.css', 'css'],
  ['/page/sections.css', 'sections.css', 'css'],
  ['/page/icon.svg', 'icon.svg', 'svg'],
  ['/page/page.js', 'page.js', 'js'],
  ['/page/document.js', 'document.js', 'js'],
  ['/page/format.js', 'format.js', 'js'],
  ['/page/hub-section.js', 'hub-section.js', 'js'],
  ['/page/minute-chart.js', 'minute-chart.js', 'js'],
];

/** By the path of the request. */
export function readPageAssets(): ReadonlyMap<string, PageAnswer> {
  return new Map(
    FILES.map(([path, name, type]) => {
      const body = readFileSync(new URL(name, FOLDER));
      return [path, { status: 200, type: TYPES[type], body }];
    }),
  );
}
