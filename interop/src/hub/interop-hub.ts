/** The same hub as interop/dotnet/hub-server/InteropHub.cs, method by method. */

import { HubError } from '@parley/signalr-server';
import type { Hub, HubCall } from '@parley/signalr-server';
import { Memory } from './memory.ts';

/** Any methods: both servers are spoken to by clients that are not typed by it. */
export interface InteropContract {
  readonly methods: Record<string, (...parameters: never[]) => unknown>;
  readonly events: {
    message(text: string): void;
    number(value: number): void;
    answer(question: string): string;
  };
}

type Call = HubCall<InteropContract>;
type Methods = Hub<InteropContract>['methods'];

/** Named as the exception of the other hub, whose name a client reads where errors are detailed. */
export class InvalidOperationException extends Error {
  override readonly name = 'InvalidOperationException';
}

export function createInteropHub(memory = new Memory()): Hub<InteropContract> {
  return {
    methods: {
      ...valueMethods,
      ...failingMethods,
      ...createStreamMethods(memory),
      ...createHoldingMethods(memory),
      ...createNoteMethods(memory),
      ...sendingMethods,
      ...groupMethods,
      ...askingMethods,
    },
    onDisconnected(call, error) {
      memory.raise(`gone ${call.connection.connectionId}`, error?.message ?? 'no error');
    },
  };
}

/** Takes nobody. */
export function createRefusingHub(): Hub<InteropContract> {
  return {
    ...createInteropHub(),
    onConnected() {
      throw new InvalidOperationException('Hidden.');
    },
  };
}

const valueMethods: Methods = {
  EchoText: {
    run: (_call: Call, text: string | null) => text,
    parse: each((value) => value === null || typeof value === 'string'),
  },
  EchoInteger: {
    run: (_call: Call, number: number | bigint) => number,
    parse: each((value) => typeof value === 'bigint' || Number.isInteger(value)),
  },
  EchoNumber: {
    run: (_call: Call, number: number) => number,
    parse: each((value) => typeof value === 'number'),
  },
  EchoFlag: {
    run: (_call: Call, flag: boolean) => flag,
    parse: each((value) => typeof value === 'boolean'),
  },
  EchoNested: (_call: Call, nested: object) => nested,
  EchoBytes: (_call: Call, bytes: Uint8Array) => bytes,
  EchoDate: (_call: Call, date: Date) => date,
  EchoKind: (_call: Call, kind: number | string) => kind,
  EchoList: {
    run: (_call: Call, list: readonly number[]) => list,
    parse: each((value) => Array.isArray(value) && value.every(Number.isInteger)),
  },
  Pair: (_call: Call, first: string, second: string) => [first, second],
  LengthOf: (_call: Call, text: string) => text.length,
  TextOf: (_call: Call, length: number) => 'x'.repeat(length),
  Nothing: () => undefined,
  ConnectionId: (call: Call) => call.connection.connectionId,
  WhoAmI: (call: Call) => call.connection.user.userId,
  ForUsers: {
    authorize: ({ userId }) => userId !== undefined,
    run: (call: Call) => call.connection.user.userId,
  },
  Abort: (call: Call) => {
    call.connection.abort();
  },
};

const failingMethods: Methods = {
  ThrowReadable: () => {
    throw new HubError('Readable.');
  },
  ThrowHidden: () => {
    throw new InvalidOperationException('Hidden.');
  },
};

function createStreamMethods(memory: Memory): Methods {
  return {
    Count: {
      isStreaming: true,
      run: (_call: Call, upTo: number) => countTo(upTo),
      parse: each(Number.isInteger),
    },
    async *CountThenFail(_call: Call, upTo: number) {
      yield* countTo(upTo);
      throw new InvalidOperationException('Hidden.');
    },
    async *CountThenFailReadably(_call: Call, upTo: number) {
      yield* countTo(upTo);
      throw new HubError('Readable.');
    },
    FailBeforeStream: {
      isStreaming: true,
      run: (_call: Call, _upTo: number) => {
        throw new InvalidOperationException('Hidden.');
      },
    },
    async *OneThenWait(call: Call, name: string) {
      call.signal.addEventListener('abort', () => memory.raise(name, 'cancelled'));
      yield 1;
      await whenAborted(call.signal);
    },
    async *Forever(call: Call, name: string) {
      call.signal.addEventListener('abort', () => memory.raise(name, 'cancelled'));
      for (let number = 1; ; number += 1) {
        await soon();
        yield number;
      }
    },
    HowEnded: (_call: Call, name: string) => memory.whenRaised(name),
    Sum: {
      clientStreams: 1,
      parseItems: [integer],
      run: (_call: Call, numbers: AsyncIterable<number>) => sumOf(numbers),
    },
    FirstOf: {
      clientStreams: 1,
      parseItems: [integer],
      run: (_call: Call, numbers: AsyncIterable<number>) => firstOf(numbers),
    },
    Doubled: {
      clientStreams: 1,
      parseItems: [integer],
      async *run(_call: Call, numbers: AsyncIterable<number>) {
        for await (const number of numbers) {
          yield number * 2;
        }
      },
    },
  };
}

function createHoldingMethods(memory: Memory): Methods {
  return {
    Hold: (_call: Call, name: string) => {
      memory.raise(`held ${name}`, 'held');
      return memory.whenRaised(`release ${name}`);
    },
    HoldUntilCancelled: async (call: Call, name: string) => {
      memory.raise(`held ${name}`, 'held');
      return Promise.race([
        memory.whenRaised(`release ${name}`),
        whenAborted(call.signal).then(() => {
          throw new InvalidOperationException('Cancelled.');
        }),
      ]);
    },
    UntilHeld: async (_call: Call, name: string) => {
      await memory.whenRaised(`held ${name}`);
    },
    Release: (_call: Call, name: string) => {
      memory.raise(`release ${name}`, 'released');
    },
    DisconnectError: (_call: Call, id: string) => memory.whenRaised(`gone ${id}`),
  };
}

function createNoteMethods(memory: Memory): Methods {
  return {
    Note: (_call: Call, name: string, text: string) => {
      memory.notes(name).push(text);
    },
    Notes: (_call: Call, name: string) => memory.notes(name),
    ReturnNumber: async (call: Call, number: number) => {
      memory.notes(call.connection.connectionId).push(String(number));
      await call.clients.caller.send('number', number);
      return number;
    },
    NoteCount: (_call: Call, name: string) => memory.notes(name).length,
    NoteOrder: (_call: Call, name: string) => {
      const notes = memory.notes(name).map(Number);
      const isSorted = notes.every((note, index) => index === 0 || (notes[index - 1] ?? 0) <= note);
      return isSorted ? 'in order' : 'out of order';
    },
  };
}

const sendingMethods: Methods = {
  SendCaller: (call: Call, text: string) => call.clients.caller.send('message', text),
  SendAll: (call: Call, text: string) => call.clients.all.send('message', text),
  SendOthers: (call: Call, text: string) => call.clients.others.send('message', text),
  SendAllExcept: (call: Call, text: string, ids: string[]) =>
    call.clients.allExcept(ids).send('message', text),
  SendTo: (call: Call, id: string, text: string) => call.clients.client(id).send('message', text),
  SendToMany: (call: Call, ids: string[], text: string) =>
    call.clients.clients(ids).send('message', text),
  SendGroup: (call: Call, group: string, text: string) =>
    call.clients.group(group).send('message', text),
  SendGroups: (call: Call, groups: string[], text: string) =>
    call.clients.groups(groups).send('message', text),
  SendGroupExcept: (call: Call, group: string, text: string, ids: string[]) =>
    call.clients.groupExcept(group, ids).send('message', text),
  SendOthersInGroup: (call: Call, group: string, text: string) =>
    call.clients.othersInGroup(group).send('message', text),
  SendUser: (call: Call, user: string, text: string) =>
    call.clients.user(user).send('message', text),
  SendUsers: (call: Call, users: string[], text: string) =>
    call.clients.users(users).send('message', text),
};

const askingMethods: Methods = {
  Ask: (call: Call, id: string, question: string) =>
    call.clients.client(id).invoke('answer', question),
};

const groupMethods: Methods = {
  Join: (call: Call, group: string) => call.groups.add(call.connection.connectionId, group),
  Leave: (call: Call, group: string) => call.groups.remove(call.connection.connectionId, group),
  JoinOther: (call: Call, id: string, group: string) => call.groups.add(id, group),
  LeaveOther: (call: Call, id: string, group: string) => call.groups.remove(id, group),
};

/** Every argument must satisfy this, or the call is refused as its binding failed. */
function each(
  isFitting: (value: unknown) => boolean,
): (values: readonly unknown[]) => readonly unknown[] {
  return (values) => {
    if (!values.every(isFitting)) {
      throw new TypeError('An argument is of another type.');
    }
    return values;
  };
}

function integer(item: unknown): unknown {
  if (!Number.isInteger(item)) {
    throw new TypeError('The item is no integer.');
  }
  return item;
}

async function* countTo(last: number): AsyncGenerator<number> {
  for (let number = 1; number <= last; number += 1) {
    yield number;
  }
}

async function sumOf(numbers: AsyncIterable<number>): Promise<number> {
  let sum = 0;
  for await (const number of numbers) {
    sum += number;
  }
  return sum;
}

async function firstOf(numbers: AsyncIterable<number>): Promise<number> {
  for await (const number of numbers) {
    return number;
  }
  return 0;
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve());
  });
}

function soon(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 5);
  });
}
