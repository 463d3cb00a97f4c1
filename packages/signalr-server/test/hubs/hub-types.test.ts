/** One contract types the hub: what does not fit it does not compile. Checked by `tsc`, run for form. */

import { expect, expectTypeOf, test } from 'vitest';
import type { Hub, HubCall, HubHandle, SignalRServer } from '../../src/index.ts';

interface Contract {
  readonly methods: {
    add(one: number, other: number): number;
    count(to: number): AsyncIterable<number>;
    sum(numbers: AsyncIterable<number>): number;
  };
  readonly events: { said(text: string): void };
}

const HUB: Hub<Contract> = {
  methods: {
    add: async (call, one, other) => {
      expectTypeOf(call).toEqualTypeOf<HubCall<Contract>>();
      expectTypeOf(one).toEqualTypeOf<number>();
      await call.clients.others.send('said', 'hello');
      // @ts-expect-error there is no such event
      await call.clients.all.send('whispered', 'hello');
      // @ts-expect-error the event takes a string
      await call.clients.all.send('said', 1);
      return one + other;
    },
    async *count(_call, to) {
      yield to;
    },
    sum: {
      run: async (_call, numbers) => (await numbers[Symbol.asyncIterator]().next()).value,
      clientStreams: 1,
    },
  },
};

const INCOMPLETE: Partial<Hub<Contract>> = {
  // @ts-expect-error `sum` is missing
  methods: { add: HUB.methods.add, count: HUB.methods.count },
};

const WRONG: Partial<Hub<Contract>['methods']> = {
  // @ts-expect-error a string is no number
  add: () => 'three',
};

test('a hub and its handle have the types of their contract', () => {
  expect(Object.keys(HUB.methods)).toHaveLength(3);
  expect([INCOMPLETE, WRONG]).toHaveLength(2);
  expectTypeOf<SignalRServer['mapHub']>().returns.toExtend<object>();
  expectTypeOf<HubHandle<Contract>['clients']['all']['send']>()
    .parameter(0)
    .toEqualTypeOf<'said'>();
});
