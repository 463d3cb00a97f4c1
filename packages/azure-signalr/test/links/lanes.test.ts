/** Which connection carries what. Rules: docs/spec/azure-signalr.md, AZ-69 to AZ-71. */

import { describe, expect, test } from 'vitest';
import { LaneTable } from '../../src/links/lane-table.ts';

class Carrier {
  canSend = true;
  readonly clients = new Set<string>();

  carries(connectionId: string): boolean {
    return this.clients.has(connectionId);
  }
}

function fourCarriers(): { readonly carriers: Set<Carrier>; readonly lanes: LaneTable<Carrier> } {
  const carriers = new Set(Array.from({ length: 4 }, () => new Carrier()));
  let calls = 0;
  const random = (): number => {
    calls += 1;
    return (calls % 4) / 4;
  };
  return { carriers, lanes: new LaneTable(carriers, random) };
}

describe('a lane', () => {
  test('[AZ-69] of the server stays where it is', () => {
    const { carriers, lanes } = fourCarriers();
    const carrier = lanes.find({ of: 'server' });
    carriers.add(new Carrier());

    expect(carrier).toBeDefined();
    expect(Array.from({ length: 9 }, () => lanes.find({ of: 'server' }))).toEqual(
      Array.from({ length: 9 }, () => carrier),
    );
  });

  test('[AZ-69] of the server goes on elsewhere, and does not come back', () => {
    const { lanes } = fourCarriers();
    const [first = new Carrier()] = [lanes.find({ of: 'server' })];
    first.canSend = false;
    const second = lanes.find({ of: 'server' });
    first.canSend = true;

    expect(second).toBeDefined();
    expect(second).not.toBe(first);
    expect(lanes.find({ of: 'server' })).toBe(second);
  });

  test('[AZ-70] of a client is on what carries the client, whatever it takes', () => {
    const { carriers, lanes } = fourCarriers();
    const [, , third = new Carrier()] = carriers;
    third.clients.add('c1');
    third.canSend = false;

    expect(lanes.find({ of: 'client', connectionId: 'c1' })).toBe(third);
  });

  test('[AZ-70] of a client that is elsewhere stays where it is', () => {
    const { lanes } = fourCarriers();
    const carrier = lanes.find({ of: 'client', connectionId: 'far' });

    expect(carrier).toBeDefined();
    expect(lanes.find({ of: 'client', connectionId: 'far' })).toBe(carrier);
  });

  test('[AZ-71] of a name stays, and names are spread', () => {
    const { lanes } = fourCarriers();
    const names = Array.from({ length: 100 }, (_, index) => `group-${index}`);
    const carriers = names.map((key) => lanes.find({ of: 'target', key }));

    expect(new Set(carriers).size).toBe(4);
    expect(names.map((key) => lanes.find({ of: 'target', key }))).toEqual(carriers);
  });

  test('[AZ-69] is nowhere when nothing takes messages', () => {
    const { carriers, lanes } = fourCarriers();
    for (const carrier of carriers) {
      carrier.canSend = false;
    }

    expect(lanes.find({ of: 'server' })).toBeUndefined();
  });
});
