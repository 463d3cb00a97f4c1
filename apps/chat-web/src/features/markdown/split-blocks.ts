/**
 * Cuts Markdown into blocks that can be rendered, and remembered, one at a time: while a reply grows,
 * only its last block changes. A cut is made at an empty line where nothing can reach across it.
 */

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const LIST_ITEM = /^ {0,3}(?:[-*+]|\d{1,9}[.)])(?:\s|$)/;
const INDENTED = /^(?: {2,}|\t)/;
// Definitions are used from anywhere in the text, so it stays in one piece.
const DEFINITION = /^ {0,3}\[[^\]]+\]:/m;

export function splitBlocks(text: string): string[] {
  if (DEFINITION.test(text)) return [text];
  const blocks: string[] = [];
  let block: string[] = [];
  let fence: string | undefined;

  for (const line of text.split('\n')) {
    if (fence === undefined && isCut(block, line)) {
      blocks.push(block.join('\n'));
      block = [];
    }
    block.push(line);
    fence = fenceAfter(line, fence);
  }
  if (block.some((line) => line.trim() !== '')) blocks.push(block.join('\n'));
  return blocks;
}

/** Whether `line` begins a new block after the lines of `block`. */
function isCut(block: readonly string[], line: string): boolean {
  const previous = block.at(-1);
  if (previous === undefined || previous.trim() !== '' || line.trim() === '') return false;
  const first = block.find((it) => it.trim() !== '');
  if (first === undefined) return false;
  const isListGoingOn = LIST_ITEM.test(first) && (LIST_ITEM.test(line) || INDENTED.test(line));
  return !isListGoingOn;
}

/** The fence that is open after a line. It is closed by its own character, at least as often. */
function fenceAfter(line: string, fence: string | undefined): string | undefined {
  const mark = FENCE.exec(line)?.[1];
  if (fence === undefined) return mark;
  if (mark === undefined || !mark.startsWith(fence)) return fence;
  return line.trim() === mark ? undefined : fence;
}

/** Whether a block is a fenced code block whose end has not come. */
export function isOpenFence(block: string): boolean {
  let fence: string | undefined;
  for (const line of block.split('\n')) fence = fenceAfter(line, fence);
  return fence !== undefined;
}
