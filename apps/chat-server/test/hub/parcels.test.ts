import type { ChatEvent, MessageId, ReplyDelta, RoomId, Turn } from '@parley/chat-protocol';
import { jsonTextPrefix } from '@parley/chat-protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { billedDelivery, directDelivery } from '../../src/hub/delivery.ts';
import { costlessParcels, hubEventOf, messageBytes } from '../../src/hub/parcels.ts';

const ROOM = 'r'.repeat(64) as RoomId;
const REPLY = 'm'.repeat(64) as MessageId;

function delta(text: string): ChatEvent {
  return { name: 'reply-delta', payload: { roomId: ROOM, messageId: REPLY, offset: 0, text } };
}

function queue(turns: number): ChatEvent {
  const turn = { id: 't'.repeat(36), queuedAt: 1_790_000_000_000 } as unknown as Turn;
  return { name: 'turns-changed', payload: { roomId: ROOM, turns: Array(turns).fill(turn) } };
}

function billed(parcels: readonly (readonly ChatEvent[])[]): number {
  const messages = parcels.map((parcel) => messageBytes(hubEventOf(parcel)));
  return messages.reduce((sum, bytes) => sum + Math.ceil(bytes / 2_048), 0);
}

describe('events that were published together', () => {
  it('[CH-88] go as one message while that costs no more', () => {
    const events = [delta('The end.'), queue(0)];
    expect(costlessParcels(events)).toEqual([events]);
    expect(hubEventOf(events)).toEqual({ name: 'events-gathered', payload: { events } });
    expect(hubEventOf([queue(0)])).toEqual(queue(0));
  });

  it('[CH-88] go apart where one message would be billed as more', () => {
    const events = [delta('x'.repeat(1_700)), queue(3), queue(0)];
    expect(costlessParcels(events)).toEqual([[events[0]], [events[1], events[2]]]);
  });

  it('[CH-88] are never billed as more than apart, and keep their order', () => {
    const event = fc.oneof(
      fc.integer({ min: 0, max: 5_000 }).map((length) => delta('x'.repeat(length))),
      fc.integer({ min: 0, max: 20 }).map(queue),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 8 }), (events) => {
        const parcels = costlessParcels(events);
        expect(parcels.flat()).toEqual(events);
        expect(billed(parcels)).toBeLessThanOrEqual(billed(events.map((each) => [each])));
      }),
    );
  });

  it('[CH-88] go each by itself over connections of our own', () => {
    const events = [delta('The end.'), queue(0)];
    expect(directDelivery.parcelsOf(events)).toEqual([[events[0]], [events[1]]]);
  });
});

it('[CH-89] a full delta stays below the bytes of one billed message', () => {
  const unit = fc.constantFrom('a', '"', '\n', '\u0001', 'é', '日', '👩');
  const text = fc.string({ unit, minLength: 2_000, maxLength: 2_000 });
  fc.assert(
    fc.property(text, (written) => {
      const payload: ReplyDelta = {
        roomId: ROOM,
        messageId: REPLY,
        offset: 4_294_967_296,
        text: jsonTextPrefix(written, billedDelivery.replyPace.maxTextBytes ?? 0),
      };
      const bytes = messageBytes({ name: 'reply-delta', payload });
      expect(bytes).toBeGreaterThan(1_500);
      expect(bytes).toBeLessThan(2_048);
    }),
    { numRuns: 30 },
  );
});
