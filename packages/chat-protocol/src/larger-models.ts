/** What to run instead of the tiny packaged model: said where the server starts and on the page. */

export interface LargerModel {
  /** As people call it. */
  readonly name: string;
  /** A machine that runs it comfortably. */
  readonly machine: string;
  /** What `--model` takes. */
  readonly source: string;
  /** Of the download, in units of 10⁹ bytes. */
  readonly gigabytes: number;
}

/** Smallest machine first. Four bits a weight: about 0.6 GB of memory for each billion of them. */
export const LARGER_MODELS: readonly LargerModel[] = [
  {
    name: 'Qwen2.5 1.5B Instruct',
    machine: '4 GB of memory',
    source: 'hf:bartowski/Qwen2.5-1.5B-Instruct-GGUF:Q4_K_M',
    gigabytes: 1.0,
  },
  {
    name: 'Llama 3.2 3B Instruct',
    machine: '8 GB of memory',
    source: 'hf:bartowski/Llama-3.2-3B-Instruct-GGUF:Q4_K_M',
    gigabytes: 2.0,
  },
  {
    name: 'Llama 2 7B Chat',
    machine: '16 GB of memory',
    source: 'hf:TheBloke/Llama-2-7B-Chat-GGUF:Q4_K_M',
    gigabytes: 4.1,
  },
  {
    name: 'Llama 3.1 8B Instruct',
    machine: '16 GB of memory',
    source: 'hf:bartowski/Meta-Llama-3.1-8B-Instruct-GGUF:Q4_K_M',
    gigabytes: 4.9,
  },
  {
    name: 'Qwen2.5 14B Instruct',
    machine: 'a graphics card of 12 GB',
    source: 'hf:bartowski/Qwen2.5-14B-Instruct-GGUF:Q4_K_M',
    gigabytes: 9.0,
  },
];
