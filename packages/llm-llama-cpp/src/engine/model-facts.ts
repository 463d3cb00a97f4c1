/** What a GGUF file says of itself, in the words that people are told. */

import { basename } from 'node:path';
import type { GgufFileInfo } from 'node-llama-cpp';

/** The parts of a file's metadata that are read here. */
export type GgufFacts = Pick<GgufFileInfo, 'metadata' | 'fullTensorInfo' | 'architectureMetadata'>;

/** `SmolLM2 135M`: the base name with its size and tuning, else the file's own name for itself. */
export function modelNameOf(facts: GgufFacts, modelPath: string): string {
  const general: Readonly<Record<string, unknown>> = { ...facts.metadata.general };
  const base = textOf(general['basename']);
  const parts = [base, textOf(general['size_label']), plainWord(textOf(general['finetune']))];
  if (base !== '')
    return parts
      .filter((part) => part !== '')
      .join(' ')
      .replaceAll(/[-_]+/g, ' ');

  const name = textOf(general['name']);
  return name === '' ? basename(modelPath, '.gguf') : name;
}

/** Number of weights; `undefined` when the file lists no tensors. */
export function parametersOf(facts: GgufFacts): number | undefined {
  return facts.fullTensorInfo?.reduce(
    (sum, tensor) => sum + tensor.dimensions.reduce<number>((size, of) => size * Number(of), 1),
    0,
  );
}

/** Memory that one token of one conversation takes, with 16-bit keys and values. */
export function kvBytesPerToken(facts: GgufFacts): number {
  const layers = facts.architectureMetadata.block_count ?? 0;
  const { attention } = facts.architectureMetadata;
  const heads = largest(attention?.head_count) || 1;
  const kvHeads = largest(attention?.head_count_kv) || heads;
  const headLength = (facts.architectureMetadata.embedding_length ?? 0) / heads;
  const keyLength = attention?.key_length ?? headLength;
  const valueLength = attention?.value_length ?? headLength;

  return layers * kvHeads * (keyLength + valueLength) * 2;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

/** `Instruct`, and not `8k-lc100k-mix1-ep2`. */
function plainWord(text: string): string {
  return /^\p{L}+$/u.test(text) ? text : '';
}

/** Some architectures give one figure a layer. */
function largest(value: unknown): number {
  if (Array.isArray(value)) return Math.max(0, ...value.map(Number));
  return typeof value === 'number' ? value : 0;
}
