import { LanguageModelError } from '@parley/llm';
import type { ModelStatus } from '@parley/llm';
import { describe, expect, it } from 'vitest';
import { Terminal } from '../../src/index.ts';
import { reportModel } from '../../src/startup/report-model.ts';
import { ScriptedModel } from '../support/scripted-model.ts';
import { TextSink } from '../support/text-sink.ts';

function report(kind: 'terminal' | 'file', isPackaged: boolean) {
  const output = new TextSink(kind);
  const terminal = new Terminal({ output, log: output });
  const model = new ScriptedModel('the test');
  const end = reportModel({ model, agentName: 'Llama', isPackaged, terminal });
  return { output, model, end };
}

function loading(progress: number | undefined): ModelStatus {
  return { state: 'starting', step: 'loading', progress };
}

describe('reports of the model', () => {
  it('are a line for each quarter where lines cannot change', () => {
    const { output, model } = report('file', false);
    for (let percent = 0; percent <= 100; percent += 1) model.setStatus(loading(percent / 100));
    model.setStatus({ state: 'ready' });
    expect(output.lines).toEqual([
      'Llama is loading its model: 0 %',
      'Llama is loading its model: 25 %',
      'Llama is loading its model: 50 %',
      'Llama is loading its model: 75 %',
      'Llama is loading its model: 100 %',
      'Llama is ready: Scripted, on the test.',
    ]);
  });

  it('show each percent and a bar on a terminal', () => {
    const { output, model } = report('terminal', false);
    for (const progress of [undefined, 0.29, 0.291, 0.3]) model.setStatus(loading(progress));
    expect(output.text.split('\r\u001b[K')).toEqual([
      '',
      'Llama is loading its model …',
      'Llama is loading its model  █████░░░░░░░░░░░░░░░ 29 %',
      'Llama is loading its model  ██████░░░░░░░░░░░░░░ 30 %',
    ]);
  });

  it('say once that the packaged model is tiny, and how to get a better one', () => {
    const { output, model } = report('file', true);
    model.setStatus({ state: 'ready' });
    model.setStatus({ state: 'starting', step: 'restarting', progress: undefined });
    model.setStatus({ state: 'ready' });
    expect(output.text.match(/tiny model/g)).toHaveLength(1);
    expect(output.text).toContain('--model hf:TheBloke/Llama-2-7B-Chat-GGUF:Q4_K_M');
    expect(output.text.match(/Llama is ready/g)).toHaveLength(2);
  });

  it('say why it failed and what to do', () => {
    const { output, model } = report('file', false);
    model.fail(new LanguageModelError('model-invalid', '/models/a.gguf is not a GGUF file.'));
    expect(output.text).toContain('Llama cannot answer: /models/a.gguf is not a GGUF file.');
    expect(output.text).toContain('--model (PARLEY_MODEL)');
  });

  it('end', () => {
    const { output, model, end } = report('file', false);
    end();
    model.setStatus({ state: 'ready' });
    expect(output.text).toBe('');
  });
});
