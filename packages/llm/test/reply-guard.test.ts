import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ReplyGuard } from '../src/index.ts';

const names = ['Ana', 'Bob', 'Bo Lee', 'Zoë'];

function guard(chunks: readonly string[]): { text: string; isCut: boolean } {
  const replyGuard = new ReplyGuard({ agent: 'Llama', handle: 'llama', names });
  let text = '';
  for (const chunk of chunks) {
    const step = replyGuard.push(chunk);
    text += step.text;
    if (step.isCut) return { text, isCut: true };
  }
  return { text: text + replyGuard.end(), isCut: false };
}

describe('what passes', () => {
  test.each([
    ['plain text', 'Paris is the capital of France.'],
    ['several lines', 'First line.\n\nSecond line.'],
    ['a name in the middle of a line', 'I think Bob: the builder is meant.'],
    ['a name without a colon', 'Bob said so.\nAna agreed.'],
    ['a name inside a longer word', 'Bobby: a film'],
    ['code that looks like a speaker', '```yaml\nBob: 3\nAna: 4\n```\nDone.'],
    ['Markdown emphasis behind a label', 'Note:**bold** text'],
    ['indentation', 'A list:\n  - one\n    - two'],
    ['angle brackets', 'a < b and x <- y, <em>'],
  ])('%s', (_, reply) => {
    expect(guard([reply])).toEqual({ text: reply, isCut: false });
  });
});

describe('what is stripped or cut', () => {
  test.each([
    ['its own name', 'Llama: Paris.', 'Paris.', false],
    ['its own handle', '@llama: Paris.', 'Paris.', false],
    ['its own name, emphasised', '**Llama:** Paris.', 'Paris.', false],
    ['its own name, emphasised before the colon', '**Llama**: Paris.', 'Paris.', false],
    ['its own name twice', 'Llama: llama: Paris.', 'Paris.', false],
    ['its own name on a later line', 'Paris.\nLlama: And more.', 'Paris.\nAnd more.', false],
    ['another name at the very beginning', 'bob: Paris.', 'Paris.', false],
    ['another name on a later line', 'Paris.\nBob: thanks!', 'Paris.', true],
    ['a name of two words', 'Paris.\n\nBo Lee : thanks!', 'Paris.', true],
    ['a name with a diacritic', 'Paris.\nZoë: thanks!', 'Paris.', true],
    ['a role', 'Paris.\nUser: and Spain?', 'Paris.', true],
    ['template text', 'Paris.<|im_end|>\n<|im_start|>user', 'Paris.', true],
    ['an instruction tag', 'Paris. [INST] more', 'Paris.', true],
    ['white space at the ends', '\n  Paris.  \n', 'Paris.', false],
  ])('%s', (_, reply, text, isCut) => {
    expect(guard([reply])).toEqual({ text, isCut });
  });
});

test('the result does not depend on how the reply is cut into chunks', () => {
  const piece = fc.constantFrom(
    'Bob',
    'Bo Lee',
    'llama',
    'Ana',
    ':',
    ' :',
    '**',
    '@',
    '\n',
    '\n\n',
    ' ',
    'x',
    'yes',
    '`',
    '```',
    '<|im_end|>',
    '<|',
    '<',
    '[INST]',
    '[IN',
    '*',
    '__',
    'User',
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 24 }),
      fc.infiniteStream(fc.nat(4)),
      (pieces, cuts) => {
        const reply = pieces.join('');
        const chunks: string[] = [];
        for (let rest = reply; rest !== '';) {
          const size = 1 + (cuts.next().value as number);
          chunks.push(rest.slice(0, size));
          rest = rest.slice(size);
        }
        expect(guard(chunks)).toEqual(guard([reply]));
      },
    ),
    { numRuns: 2_000 },
  );
});

test('no line of what passes begins with the name of somebody who spoke', () => {
  const piece = fc.constantFrom(
    'Bob:',
    'ana:',
    'Bo Lee:',
    '**Zoë:**',
    'x',
    '\n',
    ' ',
    'Llama:',
    'Bob',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
      const { text } = guard(pieces);
      expect(text).not.toMatch(/^\s*(?:\*\*)?(?:bob|ana|bo lee|zoë|llama):/im);
    }),
    { numRuns: 2_000 },
  );
});
