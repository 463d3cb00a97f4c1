import { LanguageModelError } from '@parley/llm';
import type { ModelStatus } from '@parley/llm';
import type { DownloadProgress } from '@parley/llm-llama-cpp';
import { describe, expect, it } from 'vitest';
import { FetchedModel } from '../../src/startup/fetched-model.ts';
import { ScriptedModel } from '../support/scripted-model.ts';

/** A download in the hands of the test. */
function createDownload() {
  let arrive: (path: string) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const file = new Promise<string>((resolve, reject) => {
    arrive = resolve;
    fail = reject;
  });
  const inner = new ScriptedModel();
  const paths: string[] = [];
  let show: (progress: DownloadProgress) => void = () => undefined;
  const model = new FetchedModel({
    fetchFile: (onProgress, signal) => {
      show = onProgress;
      signal.addEventListener('abort', () => fail(signal.reason as Error));
      return file;
    },
    createModel: (path) => {
      paths.push(path);
      return inner;
    },
  });
  const heard: ModelStatus[] = [];
  model.onStatusChanged((status) => heard.push(status));
  const progress = (doneBytes: number, totalBytes?: number) => show({ doneBytes, totalBytes });
  return { model, inner, paths, heard, progress, arrive, fail };
}

describe('a model that is fetched', () => {
  it('tells of each percent of its download, then is the model that was downloaded', async () => {
    const { model, inner, paths, heard, progress, arrive } = createDownload();
    expect(model.status).toEqual({ state: 'stopped' });
    const started = model.start();
    for (const done of [0, 1, 9, 10, 11, 500, 505]) progress(done, 1000);
    arrive('/models/a.gguf');
    await started;

    const steps = heard.map((status) =>
      status.state === 'starting' ? [status.step, status.progress] : [status.state],
    );
    expect(steps).toEqual([
      ['loading', undefined],
      ['downloading', 0],
      ['downloading', 0.01],
      ['downloading', 0.5],
      ['ready'],
    ]);
    expect(paths).toEqual(['/models/a.gguf']);
    expect(model.status).toEqual({ state: 'ready' });
    expect(model.description).toBe(inner.description);
    expect(model.transcriptBudgetTokens).toBe(inner.transcriptBudgetTokens);
    expect(await model.countTokens(['four'])).toEqual([1]);
    await model.close();
    expect(inner.isClosed).toBe(true);
  });

  it('tells once that it downloads where the size is not known', async () => {
    const { model, heard, progress, arrive } = createDownload();
    const started = model.start();
    for (const done of [0, 10, 20]) progress(done);
    arrive('/models/a.gguf');
    await started;
    expect(heard).toHaveLength(3);
    expect(heard[1]).toEqual({ state: 'starting', step: 'downloading', progress: undefined });
  });

  it('starts once', async () => {
    const { model, paths, arrive } = createDownload();
    const started = [model.start(), model.start()];
    arrive('/models/a.gguf');
    await Promise.all(started);
    expect(paths).toHaveLength(1);
  });

  it('fails with the reason when there is no file', async () => {
    const { model, heard, fail } = createDownload();
    const started = model.start();
    const error = new LanguageModelError('model-missing', 'There is no such model.');
    fail(error);
    await expect(started).rejects.toBe(error);
    expect(heard.at(-1)).toEqual({ state: 'failed', error });
    expect(model.status).toEqual({ state: 'failed', error });
  });

  it('fails with a code of its own when the reason has none', async () => {
    const { model, fail } = createDownload();
    const started = model.start();
    fail(new Error('disk full'));
    await expect(started).rejects.toMatchObject({
      code: 'download-failed',
      message: 'The model could not be fetched: disk full',
    });
  });

  it('ends its download when it is closed', async () => {
    const { model, paths } = createDownload();
    const started = model.start();
    await model.close();
    await expect(started).rejects.toThrow();
    expect(model.status).toEqual({ state: 'stopped' });
    expect(paths).toEqual([]);
  });

  it('answers nothing before it is loaded', async () => {
    const { model } = createDownload();
    await expect(model.countTokens(['x'])).rejects.toMatchObject({ code: 'not-ready' });
    expect(model.transcriptBudgetTokens).toBe(0);
  });
});
