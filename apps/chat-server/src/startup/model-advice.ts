/** What to say of the tiny packaged model: that it is tiny, and how to get a better one. */

interface LargerModel {
  /** Memory of a machine that runs it comfortably, or its graphics card's. */
  readonly machine: string;
  readonly model: string;
  readonly downloadGB: number;
}

/** Smallest machine first. Four bits a weight: about 0.6 GB of memory for each billion of them. */
const LARGER_MODELS: readonly LargerModel[] = [
  { machine: '4 GB', model: 'hf:bartowski/Qwen2.5-1.5B-Instruct-GGUF:Q4_K_M', downloadGB: 1.0 },
  { machine: '8 GB', model: 'hf:bartowski/Llama-3.2-3B-Instruct-GGUF:Q4_K_M', downloadGB: 2.0 },
  { machine: '16 GB', model: 'hf:TheBloke/Llama-2-7B-Chat-GGUF:Q4_K_M', downloadGB: 4.1 },
  {
    machine: '16 GB',
    model: 'hf:bartowski/Meta-Llama-3.1-8B-Instruct-GGUF:Q4_K_M',
    downloadGB: 4.9,
  },
  {
    machine: 'GPU of 12 GB',
    model: 'hf:bartowski/Qwen2.5-14B-Instruct-GGUF:Q4_K_M',
    downloadGB: 9.0,
  },
];

/** A line each. */
export function packagedModelNotice(modelName: string): string[] {
  return [
    `${modelName} is a tiny model, packaged for trying Parley out: it is often wrong.`,
    'For better answers start with a larger one, downloaded once, by the memory of the machine:',
    ...LARGER_MODELS.map(
      ({ machine, model, downloadGB }) =>
        `  ${machine.padEnd(13)} npm start -- --model ${model}  (${downloadGB.toFixed(1)} GB)`,
    ),
  ];
}
