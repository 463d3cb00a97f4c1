/** Puts situations to the packaged model, one after the other, laid out in a given way. */

import { defaultModel } from '@parley/default-model';
import type { LanguageModel, ModelProfile } from '@parley/llm';
import { createLlamaCppModel } from '@parley/llm-llama-cpp';
import { isRight, speaksAsSomebody, transcriptOf } from './situation.ts';
import type { Situation } from './situation.ts';

/** Longer answers are cut: what is right of them stands at their beginning. */
const MAX_ANSWER_TOKENS = 160;

export interface Answer {
  readonly situation: Situation;
  readonly seed: number;
  readonly text: string;
  readonly isRight: boolean;
  readonly speaksAsSomebody: boolean;
}

export interface SituationsRun {
  readonly situations: readonly Situation[];
  readonly profile: ModelProfile;
  readonly seed: number;
}

export async function runSituations({
  situations,
  profile,
  seed,
}: SituationsRun): Promise<Answer[]> {
  const model = createLlamaCppModel({
    modelPath: defaultModel.path,
    profile,
    sampling: { seed },
    contextTokens: 2048,
  });
  try {
    await model.start();
    const answers: Answer[] = [];
    for (const situation of situations) {
      const text = await answer(model, situation);
      answers.push({
        situation,
        seed,
        text,
        isRight: isRight(situation, text),
        speaksAsSomebody: speaksAsSomebody(situation, text),
      });
    }
    return answers;
  } finally {
    await model.close();
  }
}

async function answer(model: LanguageModel, situation: Situation): Promise<string> {
  const parts = model.reply({
    conversation: situation.room,
    transcript: transcriptOf(situation),
    maxTokens: MAX_ANSWER_TOKENS,
    signal: new AbortController().signal,
  });
  let text = '';
  for await (const part of parts) if (part.type === 'text') text += part.text;
  return text;
}
