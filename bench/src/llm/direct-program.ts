/**
 * The packaged model driven by node-llama-cpp and nothing else, as its documentation has it: what the
 * machine can do. What is not set here is the library's default.
 *
 * A process of its own with one libuv thread, as an engine wants it; asked and answering by IPC.
 */

import type { LaidOutPrompt, Sampling } from '@parley/llm';
import { getLlama, JinjaTemplateChatWrapper, LlamaLogLevel } from 'node-llama-cpp';
import type { ChatHistoryItem, Token } from 'node-llama-cpp';
import type { MeasuredReply } from './measured-reply.ts';

export interface DirectRequest {
  readonly prompt: LaidOutPrompt;
  readonly sampling: Sampling;
}

const [modelPath = '', threads = '', contextTokens = ''] = process.argv.slice(2);

const llama = await getLlama({
  build: 'never',
  gpu: false,
  logLevel: LlamaLogLevel.error,
  maxThreads: Number(threads),
});
const model = await llama.loadModel({ modelPath });
const context = await model.createContext({
  contextSize: Number(contextTokens),
  threads: Number(threads),
});
const sequence = context.getSequence();
const wrapper = new JinjaTemplateChatWrapper({
  template: model.fileInfo.metadata.tokenizer.chat_template ?? '',
  tokenizer: model.tokenizer,
});

process.on('message', (request) => {
  void reply(request as DirectRequest).then((measured) => process.send?.(measured));
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');

async function reply({ prompt, sampling }: DirectRequest): Promise<MeasuredReply> {
  const askedAt = performance.now();
  const tokens = promptTokens(prompt);
  // What two prompts have in common is read once, here as in the chat's engine.
  await sequence.adaptStateToTokens(tokens.slice(0, -1), false);
  const unread = tokens.slice(sequence.nextTokenIndex);
  const written: Token[] = [];
  let firstTextAt = 0;
  let lastTextAt = 0;
  let longestPauseMs = 0;

  for await (const token of sequence.evaluate(unread, optionsOf(sampling, written))) {
    const now = performance.now();
    if (written.length === 0) firstTextAt = now;
    else longestPauseMs = Math.max(longestPauseMs, now - lastTextAt);
    lastTextAt = now;
    written.push(token);
    model.detokenize([token]);
    if (written.length === sampling.maxTokens) break;
  }
  const times = { askedAt, firstTextAt, endedAt: lastTextAt, longestPauseMs };
  return { ...times, tokens: written.length, firstShare: 1 / written.length };
}

function promptTokens({ system, turns }: LaidOutPrompt): Token[] {
  const chatHistory: ChatHistoryItem[] = [
    { type: 'system', text: system },
    ...turns.map(({ role, text }): ChatHistoryItem =>
      role === 'user' ? { type: 'user', text } : { type: 'model', response: [text] },
    ),
    { type: 'model', response: [] },
  ];
  return wrapper.generateContextState({ chatHistory }).contextText.tokenize(model.tokenizer);
}

function optionsOf(sampling: Sampling, written: readonly Token[]) {
  const { temperature, topP, topK, minP, seed, repeatPenalty: penalty } = sampling;
  return {
    temperature,
    topP,
    topK,
    minP,
    ...(seed === undefined ? {} : { seed }),
    repeatPenalty: { penalty, punishTokens: () => written.slice(-64) },
  };
}
