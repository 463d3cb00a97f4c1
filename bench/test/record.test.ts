import { JsonHubProtocol } from '@parley/signalr-protocol';
import { expect, test } from 'vitest';
import { RECORD_BYTES, recordArguments } from '../src/fanout/record.ts';
import { signalRRecord, socketIoRecord } from './support/records.ts';

const FIRST = { sequence: 0, dueUs: 0, sentUs: 0 };
const LATE = { sequence: 99_999_999, dueUs: 99_999_999_999_999, sentUs: 99_999_999_999_999 };

test.each([FIRST, LATE])('a record has one size, whatever its stamp', (stamp) => {
  expect(signalRRecord(stamp)).toHaveLength(RECORD_BYTES);
  expect(socketIoRecord(stamp)).toHaveLength(RECORD_BYTES);
});

test('the hub protocol writes the record of that size', () => {
  const message = {
    type: 1,
    target: 'token',
    arguments: recordArguments(FIRST, 'signalr'),
  } as const;
  expect(Buffer.from(new JsonHubProtocol().encode(message))).toEqual(signalRRecord(FIRST));
});
