/** Questions to the service. Rules: docs/spec/azure-signalr.md, AZ-72 to AZ-74. */

import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import type { AckMessage } from '@parley/azure-signalr-protocol';
import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../../signalr-server/test/support/manual-clock.ts';
import { AzureSignalRError } from '../../src/index.ts';
import { PendingAcks } from '../../src/links/pending-acks.ts';

const CARRIER = {};

function ack(ackId: number, more: Partial<AckMessage> = {}): AckMessage {
  return { type: ServiceMessageType.ack, ackId, status: 1, ...more };
}

describe('a question', () => {
  test('[AZ-72] has an id of its own, and the answer with that id', async () => {
    const acks = new PendingAcks(new ManualClock());
    const ids = [acks.nextId(), acks.nextId()];
    const [first, second] = ids.map((id) => acks.wait(id, () => CARRIER));
    acks.receive(ack(ids[1] ?? 0, { message: 'second' }));
    acks.receive(ack(ids[0] ?? 0, { message: 'first' }));

    expect(ids).toEqual([1, 2]);
    expect(await first).toMatchObject({ message: 'first' });
    expect(await second).toMatchObject({ message: 'second' });
  });

  test('[AZ-72] keeps an answer that is a view of other bytes', async () => {
    const acks = new PendingAcks(new ManualClock());
    const answer = acks.wait(acks.nextId(), () => CARRIER);
    const bytes = Uint8Array.of(1, 2, 3, 4);
    acks.receive(ack(1, { payload: bytes.subarray(1, 3) }));
    bytes.fill(0);

    expect((await answer).payload).toEqual(Uint8Array.of(2, 3));
  });

  test('[AZ-73] waits for 10 seconds', async () => {
    const clock = new ManualClock();
    const acks = new PendingAcks(clock);
    const early = acks.wait(acks.nextId(), () => CARRIER);
    clock.advance(4_000);
    const late = acks.wait(acks.nextId(), () => CARRIER);
    clock.advance(6_000);
    acks.tick();
    await expect(early).rejects.toMatchObject({ code: 'ack-timeout' });
    acks.receive(ack(1));
    acks.receive(ack(2));

    expect(await late).toEqual(ack(2));
  });

  test('[AZ-74] fails with the connection that asked it', async () => {
    const acks = new PendingAcks(new ManualClock());
    const lost = acks.wait(acks.nextId(), () => CARRIER);
    const kept = acks.wait(acks.nextId(), () => ({}));
    acks.fail(CARRIER, new AzureSignalRError('service-unavailable', 'gone'));
    acks.receive(ack(2));

    await expect(lost).rejects.toMatchObject({ code: 'service-unavailable', message: 'gone' });
    expect(await kept).toEqual(ack(2));
  });
});
