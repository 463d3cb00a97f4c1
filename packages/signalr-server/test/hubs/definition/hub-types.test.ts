/** One contract types the hub: what does not fit it does not compile. Checked by `tsc`, run for form. */

import { expect, expectTypeOf, test } from 'vitest';
import type { AnsweredEventName, EventResult, TypedClient } from '@parley/signalr-protocol';
import { createSignalRServer, requireUser } from '../../../src/index.ts';
import type {
  ContractOf,
  Hub,
  HubCall,
  HubEvent,
  HubHandle,
  SignalRServer,
} from '../../../src/index.ts';

interface Contract {
  readonly methods: {
    add(one: number, other: number): number;
    count(to: number): AsyncIterable<number>;
    sum(numbers: AsyncIterable<number>): number;
  };
  readonly events: {
    said(text: string): void;
    asked(text: string): { readonly answer: string };
    confirmed(): Promise<boolean>;
  };
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
      const { answer } = await call.clients.caller.invoke('asked', 'why');
      expectTypeOf(answer).toEqualTypeOf<string>();
      const { signal } = call;
      const isConfirmed = call.clients.client('1').with({ signal }).invoke('confirmed');
      expectTypeOf(isConfirmed).toEqualTypeOf<Promise<boolean>>();
      await call.clients.all.send('asked', 'everybody, and nobody answers');
      // @ts-expect-error nobody answers that
      await call.clients.caller.invoke('said', 'hello');
      // @ts-expect-error the event takes a string
      await call.clients.caller.invoke('asked', 1);
      // @ts-expect-error only one client can be asked
      await call.clients.all.invoke('asked', 'why');
      return one + other;
    },
    async *count(_call, to) {
      yield to;
    },
    sum: {
      run: async (_call, numbers) => (await numbers[Symbol.asyncIterator]().next()).value,
      clientStreams: 1,
      authorize: [requireUser, ({ claims }, { methodName }) => claims[methodName] === true],
      metadata: { isAudited: true },
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
    .toEqualTypeOf<'said' | 'asked' | 'confirmed'>();
});

test('[SP-75] what a client answers has the type of the contract', () => {
  expectTypeOf<AnsweredEventName<Contract>>().toEqualTypeOf<'asked' | 'confirmed'>();
  expectTypeOf<EventResult<Contract, 'confirmed'>>().toEqualTypeOf<boolean>();
  expectTypeOf<EventResult<Contract, 'said'>>().toEqualTypeOf<void>();
});

test('[SP-76] a hub gives its client the types', () => {
  expectTypeOf<ContractOf<typeof HUB>>().toEqualTypeOf<Contract>();
  expectTypeOf<TypedClient<ContractOf<typeof HUB>>['invoke']>()
    .parameter(0)
    .toEqualTypeOf<'add' | 'sum'>();
});

test('[SH-176] what a policy for slow clients sees and gives are events of the contract', () => {
  const handle = createSignalRServer().mapHub('/hub', HUB, {
    slowClients: {
      policy: 'coalesce',
      keyOf: (event) => {
        expectTypeOf(event).toEqualTypeOf<HubEvent<Contract>>();
        expectTypeOf(event.target).toEqualTypeOf<'said' | 'asked' | 'confirmed'>();
        return event.target;
      },
      // @ts-expect-error the event takes a string
      catchUp: () => ({ target: 'said', arguments: [1] }),
    },
  });
  expectTypeOf(handle).toEqualTypeOf<HubHandle<Contract>>();
  expect(handle.metrics().connections.open).toBe(0);
});
