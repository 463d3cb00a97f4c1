/** What the engine process may see of the environment: what native libraries need, and no secrets. */

import { env } from 'node:process';

const ALLOWED = new Set([
  'PATH',
  'HOME',
  'LANG',
  'TMPDIR',
  'TEMP',
  'TMP',
  'USERPROFILE',
  'SYSTEMROOT',
  'WINDIR',
  'LOCALAPPDATA',
  'LD_LIBRARY_PATH',
  'DYLD_LIBRARY_PATH',
]);
/** GPU drivers and llama.cpp itself. */
const ALLOWED_PREFIXES = [
  'CUDA_',
  'NVIDIA_',
  'HIP_',
  'ROCR_',
  'VK_',
  'GGML_',
  'NODE_LLAMA_CPP_',
  'LC_',
];

export function engineEnvironment(
  inherited: Readonly<Record<string, string | undefined>> = env,
): Record<string, string> {
  const allowed = Object.entries(inherited).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && isAllowed(entry[0].toUpperCase()),
  );

  return {
    ...Object.fromEntries(allowed),
    // Each batch is computed on whichever thread of this pool is free, with a helper of its own: with
    // one thread they stay on their cores, which doubles the speed of two cores. Read at process start.
    UV_THREADPOOL_SIZE: '1',
  };
}

function isAllowed(name: string): boolean {
  return ALLOWED.has(name) || ALLOWED_PREFIXES.some((prefix) => name.startsWith(prefix));
}
