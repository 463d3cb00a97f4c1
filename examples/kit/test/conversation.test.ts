import { expect, test } from 'vitest';
import { Conversation } from '../src/index.ts';
import { ScriptedModel } from './support/scripted-model.ts';

function conversationWith(model: ScriptedModel): Conversation {
  return new Conversation({ model, agent: 'Llama', handle: 'llama', room: 'chat' });
}

async function textOf(answer: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of answer) text += piece;
  return text;
}

test('the model hears everything that was said, its own answers too', async () => {
  const model = new ScriptedModel([['Hel', 'lo'], ['Biscuit']]);
  const conversation = conversationWith(model);

  expect(await textOf(conversation.answer(conversation.hear('Bo', '@llama hi')))).toBe('Hello');
  conversation.hear('Ana', 'My dog is called Biscuit.');
  await textOf(conversation.answer(conversation.hear('Bo', '@llama what is Ana’s dog called?')));

  expect(model.transcripts[1]).toMatchObject({
    heard: [
      { by: 'person', name: 'Bo', text: '@llama hi' },
      { by: 'self', text: 'Hello' },
      { by: 'person', name: 'Ana', text: 'My dog is called Biscuit.' },
    ],
    question: { name: 'Bo', text: '@llama what is Ana’s dog called?' },
    omitted: 0,
  });
});

test('questions are answered one at a time, in the order in which they were asked', async () => {
  const model = new ScriptedModel([['first'], ['second']]);
  const conversation = conversationWith(model);
  const one = textOf(conversation.answer(conversation.hear('Bo', 'one?')));
  const two = textOf(conversation.answer(conversation.hear('Ana', 'two?')));

  expect(await Promise.all([one, two])).toEqual(['first', 'second']);
  expect(model.transcripts[1]?.heard).toContainEqual({ by: 'self', text: 'first' });
});

test('a failed answer does not hold up the next', async () => {
  const model = new ScriptedModel([]);
  const conversation = conversationWith(model);
  const question = conversation.hear('Bo', 'hi');
  await expect(textOf(conversation.answer(question))).rejects.toThrow('nothing to say');
  await expect(textOf(conversation.answer(question))).rejects.toThrow('nothing to say');
});

test('the oldest lines are left out when not all fit', async () => {
  const model = new ScriptedModel([['ok']], 6);
  const conversation = conversationWith(model);
  for (const text of ['a a a', 'b b', 'c']) conversation.hear('Bo', text);
  await textOf(conversation.answer(conversation.hear('Ana', 'what?')));

  expect(model.transcripts[0]?.heard.map((line) => line.text)).toEqual(['b b', 'c']);
  expect(model.transcripts[0]?.omitted).toBe(1);
});
