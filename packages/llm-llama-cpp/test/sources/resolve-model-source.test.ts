import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { resolveModelSource } from '../../src/index.ts';
import { startModelHost } from '../support/model-host.ts';

const model = randomBytes(3_000_000);
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'parley-models-'));
});
afterEach(() => rm(directory, { recursive: true }));

describe('a model', () => {
  test('on this machine is its path', async () => {
    const path = join(directory, 'model.gguf');
    await writeFile(path, 'x');

    expect(await resolveModelSource(path, { directory })).toBe(path);
  });

  test('that is not there is said to be missing, with its path', async () => {
    const path = join(directory, 'no-such.gguf');

    await expect(resolveModelSource(path, { directory })).rejects.toMatchObject({
      code: 'model-missing',
      message: expect.stringContaining(path),
    });
  });

  test('at an address is downloaded once, with progress', async () => {
    await using host = await startModelHost();
    host.files.set('/models/tiny.gguf', model);
    const progress: number[] = [];
    const resolve = (): Promise<string> =>
      resolveModelSource(`${host.url}/models/tiny.gguf?x=1`, {
        directory,
        onProgress: ({ doneBytes, totalBytes }) => progress.push(doneBytes / (totalBytes ?? 0)),
      });

    const path = await resolve();
    expect(await resolve()).toBe(path);
    expect(path).toBe(join(directory, keptAs(host.url, '_models_tiny.gguf')));
    expect(model.equals(await readFile(path))).toBe(true);
    expect(await readdir(directory)).toEqual([keptAs(host.url, '_models_tiny.gguf')]);
    expect(host.requests).toHaveLength(1);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(1);
  });

  test('is another than one of the same name from elsewhere', async () => {
    await using host = await startModelHost();
    host.files.set('/ana/model.gguf', model);
    host.files.set('/bo/model.gguf', model.subarray(0, 1_000));
    const [ana, bo] = await Promise.all(
      ['ana', 'bo'].map((name) =>
        resolveModelSource(`${host.url}/${name}/model.gguf`, { directory }),
      ),
    );

    expect((await readFile(ana ?? '')).length).toBe(model.length);
    expect((await readFile(bo ?? '')).length).toBe(1_000);
  });

  test('goes on where the connection broke', async () => {
    await using host = await startModelHost();
    host.files.set('/tiny.gguf', model);
    host.breaks.push(1_000_000, 500_000);
    const path = await resolveModelSource(`${host.url}/tiny.gguf`, { directory });

    expect(model.equals(await readFile(path))).toBe(true);
    expect(host.requests).toHaveLength(3);
    const [first, second = 0, third] = startsOf(host.requests);
    expect(first).toBe(0);
    expect(second).toBeGreaterThan(0);
    expect(third).toBeGreaterThan(second);
  });

  test('goes on where it was when it is stopped and asked for again', async () => {
    await using host = await startModelHost();
    host.files.set('/tiny.gguf', model);
    const controller = new AbortController();
    host.breaks.push(1_000_000);
    const stopped = resolveModelSource(`${host.url}/tiny.gguf`, {
      directory,
      signal: controller.signal,
      onProgress: ({ doneBytes }) => {
        if (doneBytes > 500_000) controller.abort(new Error('enough'));
      },
    });
    await expect(stopped).rejects.toThrow('enough');
    expect(await readdir(directory)).toContain(keptAs(host.url, '_tiny.gguf.part'));

    const path = await resolveModelSource(`${host.url}/tiny.gguf`, { directory });
    expect(model.equals(await readFile(path))).toBe(true);
    expect(startsOf(host.requests).at(-1)).toBeGreaterThan(0);
  });

  test('begins again when the file has changed meanwhile', async () => {
    await using host = await startModelHost();
    host.files.set('/tiny.gguf', randomBytes(3_000_000));
    const partial = join(directory, keptAs(host.url, '_tiny.gguf.part'));
    await writeFile(partial, randomBytes(1_000));
    await writeFile(`${partial}.tag`, '"another"');
    host.files.set('/tiny.gguf', model);
    const path = await resolveModelSource(`${host.url}/tiny.gguf`, { directory });

    expect(model.equals(await readFile(path))).toBe(true);
  });

  test('that cannot be reached is a failed download, and what came is kept', async () => {
    await using host = await startModelHost();
    host.files.set('/tiny.gguf', model);
    host.breaks.push(1_000, 0, 0, 0);

    await expect(resolveModelSource(`${host.url}/tiny.gguf`, { directory })).rejects.toMatchObject({
      code: 'download-failed',
      isRetryable: true,
    });
    expect(await readdir(directory)).toContain(keptAs(host.url, '_tiny.gguf.part'));
  });

  test('that a server does not have is missing', async () => {
    await using host = await startModelHost();

    await expect(resolveModelSource(`${host.url}/tiny.gguf`, { directory })).rejects.toMatchObject({
      code: 'model-missing',
    });
  });
});

describe('a model on Hugging Face', () => {
  test('is found by its quantisation, and again without the network', async () => {
    const host = await startModelHost();
    host.manifests.set('/v2/ana/llama-GGUF/manifests/Q4_K_M', {
      ggufFile: { rfilename: 'llama-Q4_K_M.gguf' },
    });
    host.files.set('/ana/llama-GGUF/resolve/main/llama-Q4_K_M.gguf', model);
    const options = { directory, endpoints: { huggingFace: `${host.url}/` } };
    const path = await resolveModelSource('hf:ana/llama-GGUF:Q4_K_M', options);
    await host[Symbol.asyncDispose]();

    expect(path).toBe(join(directory, 'ana_llama-GGUF_llama-Q4_K_M.gguf'));
    expect(await resolveModelSource('hf:ana/llama-GGUF:Q4_K_M', options)).toBe(path);
  });

  test('is found by its file and branch, with all of its parts', async () => {
    await using host = await startModelHost();
    for (const part of [1, 2]) {
      host.files.set(`/ana/big/resolve/dev/q4/big-0000${part}-of-00002.gguf`, model);
    }
    const path = await resolveModelSource('hf:ana/big/q4/big-00001-of-00002.gguf#dev', {
      directory,
      endpoints: { huggingFace: host.url },
    });

    expect(path).toBe(join(directory, 'ana_big_dev_q4_big-00001-of-00002.gguf'));
    expect(await readdir(directory)).toHaveLength(2);
  });

  test.each(['hf:', 'hf:ana', 'hf:../etc', 'hf:ana/:Q4'])('is not meant by %s', async (spec) => {
    await expect(resolveModelSource(spec, { directory })).rejects.toMatchObject({
      code: 'model-missing',
    });
  });

  test('has no such quantisation', async () => {
    await using host = await startModelHost();
    host.manifests.set('/v2/ana/llama/manifests/Q9', {});

    await expect(
      resolveModelSource('hf:ana/llama:Q9', { directory, endpoints: { huggingFace: host.url } }),
    ).rejects.toMatchObject({ code: 'model-missing', message: expect.stringContaining('Q9') });
  });
});

function startsOf(requests: readonly { readonly range: string | undefined }[]): number[] {
  return requests.map(({ range }) => Number(/\d+/.exec(range ?? '0')?.[0]));
}

/** The name of a file that came from the host. */
function keptAs(url: string, name: string): string {
  return `${new URL(url).host.replace(':', '_')}${name}`;
}
