/** Tells the people at the console how the model is doing: on its way, ready, or why not. */

import type { LanguageModel, ModelStatus } from '@parley/llm';
import { packagedModelNotice } from './model-advice.ts';
import type { Terminal } from './terminal.ts';

export interface ModelReportOptions {
  readonly model: LanguageModel;
  readonly agentName: string;
  readonly isPackaged: boolean;
  readonly terminal: Terminal;
}

type Starting = Extract<ModelStatus, { state: 'starting' }>;

const STEPS = {
  downloading: 'is downloading its model',
  loading: 'is loading its model',
  calibrating: 'is trying out how many threads serve it best',
  restarting: 'is starting again after a crash of its engine',
} as const satisfies Record<Starting['step'], string>;

/** Where lines cannot change in place, one is written for each of these shares. */
const COARSE_STEP = 0.25;
/** Characters of a bar. */
const BAR_LENGTH = 20;

/** The function returned ends the reports. */
export function reportModel(options: ModelReportOptions): () => void {
  const { model, agentName, isPackaged, terminal } = options;
  let shown = '';
  let isAdvised = false;

  return model.onStatusChanged((status) => {
    switch (status.state) {
      case 'stopped':
        return;
      case 'starting': {
        const text = `${agentName} ${describe(status, terminal.isInteractive)}`;
        if (text !== shown) terminal.progress(text);
        shown = text;
        return;
      }
      case 'ready': {
        const { name, runsOn } = model.description ?? { name: 'its model', runsOn: 'this machine' };
        terminal.line(`${agentName} is ready: ${name}, on ${runsOn}.`);
        if (isPackaged && !isAdvised)
          packagedModelNotice(name).forEach((each) => terminal.line(each));
        isAdvised = true;
        return;
      }
      case 'failed':
        terminal.line(`${agentName} cannot answer: ${status.error.message}`);
        terminal.line(
          'People can talk without it. To change its model, start again with --model (PARLEY_MODEL); ' +
            'without that setting the packaged one is used.',
        );
    }
  });
}

function describe({ step, progress }: Starting, isInteractive: boolean): string {
  if (progress === undefined) return `${STEPS[step]} …`;
  const resolution = isInteractive ? 0.01 : COARSE_STEP;
  // A share such as 0.29 is not exactly so many hundredths.
  const share = Math.floor(progress / resolution + 1e-9) * resolution;
  const percent = `${Math.round(share * 100)} %`;
  return isInteractive ? `${STEPS[step]}  ${bar(share)} ${percent}` : `${STEPS[step]}: ${percent}`;
}

function bar(share: number): string {
  const filled = Math.floor(share * BAR_LENGTH + 1e-9);
  return '█'.repeat(filled) + '░'.repeat(BAR_LENGTH - filled);
}
