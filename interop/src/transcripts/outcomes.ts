/** How a case can go on, as patterns of its records on lines. */

/** The answer to the call that ends a case. */
export const JSON_MARK = 'text \\{"type":3,"invocationId":"mark","result":"mark"\\}';
export const MESSAGEPACK_MARK = 'binary \\[3, \\{\\}, "mark", 3, "mark"\\]';

/** The call that the case sent was answered, and so was the one after it. */
export const WORKS_IN_JSON = new RegExp(
  `^text \\{"type":3,"invocationId":"1","result":"x"\\}\\n${JSON_MARK}$`,
);

/** The connection was closed for this reason, and the hub was told. */
export function closed(told: string, exception = 'InvalidDataException'): RegExp {
  return new RegExp(closedPattern(told, { exception }));
}

/** As `closed`, where the client reads more than the hub. */
export function closedWith(told: string, more: string): RegExp {
  return new RegExp(closedPattern(told, { exception: 'InvalidDataException', more }));
}

/** The error of a call, with what follows it where errors are detailed. */
export function detail(sentence: string, more: string): RegExp {
  return new RegExp(`"${literally(sentence)}( ${literally(more)})?"[\\]}]$`);
}

/** For a pattern that means just this text. */
export function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function closedPattern(
  told: string,
  { exception, more = '' }: { exception: string; more?: string },
): string {
  const error = `Connection closed with an error\\.( ${exception}: ${literally(told + more)})?`;
  const json = `text \\{"type":7,"error":"${error}","allowReconnect":true\\}`;
  const messagePack = `binary \\[7, "${error}", true\\]`;
  const asked = `text \\{\\}\\ntext \\{"type":3,"invocationId":"1","result":"${literally(told)}"\\}`;
  return `^(${json}|${messagePack})\\nclose 1000 ""\\n${asked}$`;
}
