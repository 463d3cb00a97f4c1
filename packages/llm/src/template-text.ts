/**
 * Text that chat templates give a meaning to, and that nobody may smuggle into a prompt or out of it.
 *
 * A local engine tokenises people's text as plain text, so real control tokens cannot be typed. Remote
 * servers parse them, and Llama 2's `[INST]` is plain text everywhere: hence this list.
 */

const TEMPLATE_TEXT =
  /<\|[^|<>\s]{1,40}\|>|<\/?s>|\[\/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS)\]|<<\/?SYS>>|<(?:start|end)_of_turn>/g;

/** Breaks template text with a zero-width space behind its first character; nothing else changes. */
export function neutraliseTemplateText(text: string): string {
  return text.replace(TEMPLATE_TEXT, (found) => `${found.slice(0, 1)}\u200b${found.slice(1)}`);
}

/** Where the first template text of a reply begins; -1 when there is none. */
export function findTemplateText(text: string): number {
  // `search` begins at the front whatever the expression has been used for before.
  return text.search(TEMPLATE_TEXT);
}

// The longest is `<|`, 40 characters and `|>`.
const LONGEST = 44;

/** How many characters at the end of `text` may be the beginning of template text. */
export function pendingTemplateText(text: string): number {
  const tail = text.slice(-LONGEST);
  for (let start = 0; start < tail.length; start++) {
    if (isBeginning(tail.slice(start))) return tail.length - start;
  }
  return 0;
}

const BEGINNINGS = [
  '</s>',
  '<s>',
  '[INST]',
  '[/INST]',
  '[SYSTEM_PROMPT]',
  '[/SYSTEM_PROMPT]',
  '[AVAILABLE_TOOLS]',
  '[/AVAILABLE_TOOLS]',
  '[TOOL_CALLS]',
  '[TOOL_RESULTS]',
  '[/TOOL_RESULTS]',
  '<<SYS>>',
  '<</SYS>>',
  '<start_of_turn>',
  '<end_of_turn>',
];

function isBeginning(text: string): boolean {
  return /^<\|[^|<>\s]{0,40}\|?$/.test(text) || BEGINNINGS.some((whole) => whole.startsWith(text));
}
