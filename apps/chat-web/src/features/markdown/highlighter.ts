/**
 * Colours code by shiki, loaded when first needed: the engine once, each language by itself. Tokens
 * come out as kinds, which the stylesheet colours: no style attributes, both themes.
 */

import { createCssVariablesTheme, createHighlighterCore } from 'shiki/core';
import type { HighlighterCore, LanguageInput } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';

export interface CodeToken {
  readonly text: string;
  readonly kind: TokenKind | undefined;
}

export type CodeLine = readonly CodeToken[];
type TokenKind = 'comment' | 'keyword' | 'string' | 'constant' | 'function' | 'punctuation';

/** Colouring longer code would hold up the page for no reader's gain. */
const MAX_CODE_LENGTH = 20_000;
const THEME = 'parley';

const LANGUAGES: Readonly<Record<string, LanguageInput>> = {
  bash: () => import('shiki/langs/bash.mjs'),
  c: () => import('shiki/langs/c.mjs'),
  cpp: () => import('shiki/langs/cpp.mjs'),
  csharp: () => import('shiki/langs/csharp.mjs'),
  css: () => import('shiki/langs/css.mjs'),
  diff: () => import('shiki/langs/diff.mjs'),
  docker: () => import('shiki/langs/docker.mjs'),
  go: () => import('shiki/langs/go.mjs'),
  html: () => import('shiki/langs/html.mjs'),
  java: () => import('shiki/langs/java.mjs'),
  javascript: () => import('shiki/langs/javascript.mjs'),
  json: () => import('shiki/langs/json.mjs'),
  jsx: () => import('shiki/langs/jsx.mjs'),
  kotlin: () => import('shiki/langs/kotlin.mjs'),
  lua: () => import('shiki/langs/lua.mjs'),
  markdown: () => import('shiki/langs/markdown.mjs'),
  php: () => import('shiki/langs/php.mjs'),
  powershell: () => import('shiki/langs/powershell.mjs'),
  python: () => import('shiki/langs/python.mjs'),
  r: () => import('shiki/langs/r.mjs'),
  ruby: () => import('shiki/langs/ruby.mjs'),
  rust: () => import('shiki/langs/rust.mjs'),
  sql: () => import('shiki/langs/sql.mjs'),
  swift: () => import('shiki/langs/swift.mjs'),
  toml: () => import('shiki/langs/toml.mjs'),
  tsx: () => import('shiki/langs/tsx.mjs'),
  typescript: () => import('shiki/langs/typescript.mjs'),
  xml: () => import('shiki/langs/xml.mjs'),
  yaml: () => import('shiki/langs/yaml.mjs'),
};

const ALIASES: Readonly<Record<string, string>> = {
  'c#': 'csharp',
  'c++': 'cpp',
  cs: 'csharp',
  dockerfile: 'docker',
  js: 'javascript',
  md: 'markdown',
  mjs: 'javascript',
  ps1: 'powershell',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  sh: 'bash',
  shell: 'bash',
  ts: 'typescript',
  yml: 'yaml',
  zsh: 'bash',
};

/** Variables of shiki's theme of variables → the kinds that the stylesheet knows. */
const KINDS: Readonly<Record<string, TokenKind>> = {
  'token-comment': 'comment',
  'token-keyword': 'keyword',
  'token-string': 'string',
  'token-string-expression': 'string',
  'token-inserted': 'string',
  'token-constant': 'constant',
  'token-deleted': 'constant',
  'token-function': 'function',
  'token-link': 'function',
  'token-punctuation': 'punctuation',
};

let highlighter: Promise<HighlighterCore> | undefined;

/** `undefined` for a language that is not known, or code that is too long. */
export async function highlight(code: string, language: string): Promise<CodeLine[] | undefined> {
  const lower = language.toLowerCase();
  const name = ALIASES[lower] ?? lower;
  const grammar = LANGUAGES[name];
  if (grammar === undefined || code.length > MAX_CODE_LENGTH) return undefined;

  highlighter ??= createHighlighterCore({
    themes: [createCssVariablesTheme({ name: THEME, variablePrefix: '--' })],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  });
  const core = await highlighter;
  await core.loadLanguage(grammar);
  const { tokens } = core.codeToTokens(code, { lang: name, theme: THEME });
  return tokens.map((line) =>
    line.map(({ content, color }) => ({ text: content, kind: kindOf(color) })),
  );
}

function kindOf(color: string | undefined): TokenKind | undefined {
  const variable = /^var\(--([\w-]+)\)$/.exec(color ?? '')?.[1];
  return variable === undefined ? undefined : KINDS[variable];
}
