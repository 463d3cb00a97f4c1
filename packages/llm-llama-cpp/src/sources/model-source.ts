/** Where a model comes from, as people write it. */

import { LanguageModelError } from '@parley/llm';

export type ModelSource =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'url'; readonly url: string }
  /** `quantisation` as the repository names it; `latest` is the repository's choice. */
  | { readonly kind: 'hub-choice'; readonly repository: string; readonly quantisation: string }
  | {
      readonly kind: 'hub-file';
      readonly repository: string;
      readonly file: string;
      readonly branch: string;
    };

const HUB_FORM = 'hf:user/repo:quant or hf:user/repo/file.gguf';

/**
 * Parses a path, an http(s) address, `hf:user/repo[:quant]` or `hf:user/repo/file.gguf[#branch]`.
 *
 * @throws {LanguageModelError} `model-missing` for an `hf:` form that is none of these.
 */
export function parseModelSource(spec: string): ModelSource {
  if (/^https?:\/\//i.test(spec)) return { kind: 'url', url: spec };
  if (!/^hf:/i.test(spec)) return { kind: 'path', path: spec };

  const [address = '', branch = 'main'] = spec.slice('hf:'.length).split('#');
  const [user = '', name = '', ...file] = address.split('/');
  if (file.length > 0) {
    return { kind: 'hub-file', repository: repositoryOf(user, name), file: file.join('/'), branch };
  }
  const [repository = '', quantisation = 'latest'] = name.split(':');
  return { kind: 'hub-choice', repository: repositoryOf(user, repository), quantisation };
}

function repositoryOf(user: string, name: string): string {
  const isPlain = [user, name].every((part) => /^[\w.-]+$/.test(part) && !part.startsWith('.'));
  if (isPlain) return `${user}/${name}`;
  throw new LanguageModelError('model-missing', `A model on Hugging Face is written ${HUB_FORM}.`);
}

/** The addresses of all parts of a model: a file `…-00001-of-00003.gguf` comes with the others. */
export function allParts(url: string): string[] {
  const match = /-(\d{5})-of-(\d{5})\.gguf/.exec(url);
  if (match === null) return [url];

  const [whole, , count = '1'] = match;
  return Array.from({ length: Number(count) }, (_, index) =>
    url.replace(whole, `-${String(index + 1).padStart(5, '0')}-of-${count}.gguf`),
  );
}
