import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../../signalr-server/test/support/manual-clock.ts';
import { isHubPing } from '../../src/billing/delivery.ts';
import { createMeter, type Meter, type MeterSettings } from '../../src/billing/meter.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

function meter(settings: Partial<MeterSettings> = {}): Meter {
  return createMeter({ clock: new ManualClock(), ...settings });
}

function send(to: Meter, bytes: number, fields: object = {}): boolean {
  return to.count({ hub: 'chat', to: 'client', bytes, ...fields });
}

describe('a billed message', () => {
  test.each([
    [0, 1],
    [1, 1],
    [2048, 1],
    [2049, 2],
    [4096, 2],
    [4097, 3],
  ])('[AS-70] of %i bytes counts as %i', (bytes, messages) => {
    const counted = meter();
    send(counted, bytes);

    expect(counted.snapshot().messages).toBe(messages);
  });

  test('[AS-71] goes out of the service: the example of the documentation is eight', () => {
    const counted = meter();
    counted.count({ hub: 'chat', to: 'server', bytes: 4096 });
    for (let client = 0; client < 3; client += 1) {
      send(counted, 4096);
    }

    expect(counted.snapshot()).toMatchObject({ messages: 8, toClients: 6, toServers: 2 });
  });

  test('[AS-72] is a hub message, and nothing else unless that is asked for', () => {
    const kinds = ['ping', 'handshake', 'acknowledgement', 'connection'] as const;
    const usual = meter();
    const strict = meter({ billedKinds: ['message', ...kinds] });
    for (const counted of [usual, strict]) {
      for (const kind of kinds) {
        expect(send(counted, 3, { kind })).toBe(true);
      }
      send(counted, 3, { kind: 'message' });
    }

    expect(usual.snapshot()).toMatchObject({ messages: 1, unbilledDeliveries: 4 });
    expect(strict.snapshot()).toMatchObject({ messages: 5, unbilledDeliveries: 0 });
  });

  test('[AS-73] is counted for its hub and its group', () => {
    const counted = meter();
    send(counted, 1, { group: 'small' });
    send(counted, 3000, { group: 'large' });
    send(counted, 1);
    send(counted, 1, { hub: 'shop' });

    expect(counted.snapshot().hubs).toEqual([
      {
        hub: 'chat',
        messages: 4,
        groups: new Map([
          ['large', 2],
          ['small', 1],
        ]),
        otherGroups: 0,
      },
      { hub: 'shop', messages: 1, groups: new Map(), otherGroups: 0 },
    ]);
    expect([...(counted.snapshot().hubs[0]?.groups.keys() ?? [])]).toEqual(['large', 'small']);
  });

  test('[AS-74] of a thousand and first group, or a hundred and first hub, is in the totals', () => {
    const counted = meter();
    for (let index = 0; index < 1002; index += 1) {
      send(counted, 1, { group: `group ${index}` });
    }
    for (let index = 0; index < 101; index += 1) {
      send(counted, 1, { hub: `hub ${index}` });
    }

    const { messages, hubs } = counted.snapshot();
    expect(messages).toBe(1103);
    expect(hubs).toHaveLength(100);
    expect(hubs[0]).toMatchObject({ messages: 1002, otherGroups: 2 });
    expect(hubs[0]?.groups.size).toBe(1000);
  });
});

describe('a ping of a hub protocol', () => {
  const json = (text: string): Uint8Array => new TextEncoder().encode(text);

  test.each([
    json('{"type":6}\u001e'),
    json('{ "type" : 6 }\u001e{"type":6}\u001e'),
    Uint8Array.of(2, 0x91, 6),
    Uint8Array.of(2, 0x91, 6, 2, 0x91, 6),
  ])('[AS-72] is told from a message: %s', (payload) => {
    expect(isHubPing(payload)).toBe(true);
  });

  test.each([
    new Uint8Array(),
    json('{"type":6}'),
    json('{"type":1,"target":"a","arguments":[]}\u001e'),
    json('{"type":6}\u001e{"type":7}\u001e'),
    json('{"type":6}\u001e'.repeat(100)),
    Uint8Array.of(2, 0x91, 7),
    Uint8Array.of(2, 0x91, 6, 2),
    Uint8Array.of(0x20, 0x29, 0x10, 0x60),
  ])('[AS-72] is not seen in %s', (payload) => {
    expect(isHubPing(payload)).toBe(false);
  });
});

describe('the day', () => {
  test('[AS-78] begins at midnight in UTC, with nothing counted', () => {
    const clock = new ManualClock();
    const counted = meter({ clock });
    clock.advance(DAY_MS - 1);
    send(counted, 1);
    counted.connectionOpened(5);

    expect(counted.snapshot()).toMatchObject({ day: '2026-01-01', messages: 1 });
    clock.advance(1);
    expect(counted.snapshot()).toMatchObject({
      day: '2026-01-02',
      messages: 0,
      peakMinute: 0,
      peakConnections: 5,
      hubs: [],
    });
    expect(counted.snapshot().minutes.slice(-2)).toEqual([1, 0]);
  });

  test('[AS-79] has its last sixty minutes and its peaks', () => {
    const clock = new ManualClock();
    const counted = meter({ clock });
    send(counted, 1);
    clock.advance(MINUTE_MS);
    send(counted, 5000);
    clock.advance(58 * MINUTE_MS);
    send(counted, 1);

    const { minutes, peakMinute } = counted.snapshot();
    expect(minutes).toHaveLength(60);
    expect([minutes[0], minutes[1], minutes[59]]).toEqual([1, 3, 1]);
    expect(peakMinute).toBe(3);
    counted.connectionOpened(4);
    counted.connectionOpened(2);
    expect(counted.snapshot().peakConnections).toBe(4);

    clock.advance(MINUTE_MS);
    expect(counted.snapshot().minutes.filter((count) => count > 0)).toEqual([3, 1]);
    clock.advance(600 * MINUTE_MS);
    expect(counted.snapshot().minutes).toEqual(Array.from({ length: 60 }, () => 0));
  });
});

describe('a tier', () => {
  test('[AS-75] that is free has 20 connections and 20,000 messages a day', () => {
    const clock = new ManualClock();
    const counted = meter({ clock, tier: 'free' });
    expect(counted.connectionRefusal(19)).toBeUndefined();
    expect(counted.connectionRefusal(20)).toBe(
      "Connection count reaches limit. The tier has 20: servers' and clients' count together.",
    );
    expect(counted.snapshot().peakConnections).toBe(0);

    for (let message = 0; message < 20_000; message += 1) {
      expect(send(counted, 1)).toBe(true);
    }
    expect(counted.messageRefusal()).toBe('Maximum message count limit reached: 20000');
    expect(send(counted, 1)).toBe(false);
    expect(send(counted, 1, { kind: 'ping' })).toBe(true);
    expect(counted.snapshot()).toMatchObject({ messages: 20_000, refusedDeliveries: 1 });

    clock.advance(DAY_MS);
    expect(send(counted, 1)).toBe(true);
    expect(counted.messageRefusal()).toBeUndefined();
  });

  test('[AS-76] of units has 1,000 connections for each, and messages that are paid for', () => {
    const counted = meter({ tier: { units: 2 } });

    expect(counted.connectionRefusal(1999)).toBeUndefined();
    expect(counted.connectionRefusal(2000)).toContain('The tier has 2000:');
    expect(counted.snapshot().limits).toEqual({
      connections: 2000,
      messagesPerDay: undefined,
      includedMessagesPerDay: 2_000_000,
    });
  });

  test.each([0, -1, 1.5, 101, Number.NaN])('[AS-76] cannot have %s units', (units) => {
    expect(() => meter({ tier: { units } })).toThrow('1 to 100 units');
  });

  test('[AS-77] of none refuses nothing', () => {
    const counted = meter();

    expect(counted.connectionRefusal(1_000_000)).toBeUndefined();
    expect(send(counted, 2 ** 32)).toBe(true);
    expect(send(counted, 1)).toBe(true);
  });
});
