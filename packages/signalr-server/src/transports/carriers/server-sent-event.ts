/**
 * One payload as one server-sent event: each of its lines behind `data: `, a blank line at the end.
 *
 * Spec: TransportProtocols.md, "Server-Sent Events". Rules: docs/spec/signalr-transports.md, ST-41.
 */

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const FIELD = Buffer.from('data: ');
const LINE_END = Buffer.from('\r\n');

/** Both `\n` and `\r\n` inside the payload end a line. An empty payload has no line at all. */
export function encodeServerSentEvent(payload: Uint8Array): Buffer {
  const parts: Uint8Array[] = [];
  if (payload.length > 0) {
    for (const line of linesOf(payload)) {
      parts.push(FIELD, line, LINE_END);
    }
  }
  parts.push(LINE_END);
  return Buffer.concat(parts);
}

function* linesOf(payload: Uint8Array): Generator<Uint8Array> {
  let start = 0;
  let end = payload.indexOf(LINE_FEED);
  while (end !== -1) {
    const hasCarriageReturn = end > start && payload[end - 1] === CARRIAGE_RETURN;
    yield payload.subarray(start, hasCarriageReturn ? end - 1 : end);
    start = end + 1;
    end = payload.indexOf(LINE_FEED, start);
  }
  yield payload.subarray(start);
}
