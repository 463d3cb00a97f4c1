/**
 * The text that the model reads, from its own chat template.
 *
 * Always the Jinja template of the file, never one of the library's own wrappers: its ChatML wrapper
 * begins with the model's BOS, which for SmolLM2 is `<|im_start|>` and then stands there twice.
 *
 * The wrapper keeps control tokens apart from people's text, which is tokenised as plain text: nobody
 * can type a control token. It folds the system text into the first turn where a template takes none.
 */

import type { LaidOutPrompt } from '@parley/llm';
import { JinjaTemplateChatWrapper, LlamaText, SpecialTokensText } from 'node-llama-cpp';
import type { ChatHistoryItem, Tokenizer } from 'node-llama-cpp';

/** A prompt as the model reads it, with control tokens apart from text. */
export interface RenderedPrompt {
  readonly text: LlamaText;
  /** The reply ends before any of these. */
  readonly stopTriggers: readonly LlamaText[];
}

export interface PromptTemplate {
  /** `agent` is the name that a plain transcript goes on with. */
  render(prompt: LaidOutPrompt, agent: string): RenderedPrompt;
}

/** @throws when the template is not valid Jinja, or renders nothing of what it is given. */
export function createChatTemplate(template: string, tokenizer?: Tokenizer): PromptTemplate {
  const wrapper = new JinjaTemplateChatWrapper({
    template,
    // A chat wants the answer, not a minute of thoughts before it; other templates ignore this.
    reasoning: false,
    // A real date in the system text would change the prefix every day, and lose what is in memory.
    additionalRenderParameters: { date_string: '26 Jul 2024' },
    ...(tokenizer === undefined ? {} : { tokenizer }),
  });

  return {
    render(prompt) {
      const state = wrapper.generateContextState({ chatHistory: chatHistoryOf(prompt) });
      return {
        text: withoutSpaceAtEnd(state.contextText),
        stopTriggers: state.stopGenerationTriggers,
      };
    },
  };
}

/** A transcript to be continued, for a base model, which knows no turns. */
export function createPlainTemplate(): PromptTemplate {
  return {
    render(prompt, agent) {
      const lines = prompt.turns.map((turn) =>
        turn.role === 'user' ? turn.text : `${agent}: ${turn.text}`,
      );
      const text = [prompt.system, '', ...lines, `${agent}:`].join('\n').trimStart();
      return { text: LlamaText(text), stopTriggers: [LlamaText('\n\n')] };
    },
  };
}

/** The empty model item at the end is where the reply goes. */
function chatHistoryOf(prompt: LaidOutPrompt): ChatHistoryItem[] {
  return [
    ...(prompt.system === '' ? [] : [{ type: 'system' as const, text: prompt.system }]),
    ...prompt.turns.map((turn): ChatHistoryItem =>
      turn.role === 'user'
        ? { type: 'user', text: turn.text }
        : { type: 'model', response: [turn.text] },
    ),
    { type: 'model', response: [] },
  ];
}

/**
 * Llama 2's template has a space before a reply. It belongs to the reply's first word: in front of it
 * the space would be a token of its own, after which the model was never taught to go on.
 */
function withoutSpaceAtEnd(text: LlamaText): LlamaText {
  const last = text.values.at(-1);
  if (!(last instanceof SpecialTokensText)) return text;
  return LlamaText([
    ...text.values.slice(0, -1),
    new SpecialTokensText(last.value.replace(/ +$/, '')),
  ]);
}
