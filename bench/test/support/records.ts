/** Records as a server of the benchmark writes them. */

import { EVENT, recordArguments, RECORD_SEPARATOR } from '../../src/fanout/record.ts';
import type { Stamp } from '../../src/fanout/record.ts';

export function signalRRecord(stamp: Stamp): Buffer {
  const parameters = recordArguments(stamp, 'signalr');
  const message = { type: 1, target: EVENT, arguments: parameters };
  return Buffer.from(JSON.stringify(message) + RECORD_SEPARATOR);
}

export function socketIoRecord(stamp: Stamp): Buffer {
  return Buffer.from(`42${JSON.stringify([EVENT, ...recordArguments(stamp, 'socket.io')])}`);
}

/** From 0 on; each is due at its number and sent one microsecond later. */
export function signalRRecords(count: number): Buffer[] {
  return Array.from({ length: count }, (_, sequence) =>
    signalRRecord({ sequence, dueUs: sequence, sentUs: sequence + 1 }),
  );
}
