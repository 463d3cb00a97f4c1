import { describe, expect, expectTypeOf, test } from 'vitest';
import { createTypedClient, type StreamSource } from '../src/typed-client.ts';
import { RecordedConnection } from './support/recorded-connection.ts';

interface RoomContract {
  readonly methods: {
    join(room: string): Promise<{ readonly members: number }>;
    rename(room: string, name: string): boolean;
    watch(room: string, from?: number): AsyncIterable<string>;
    upload(name: string, parts: AsyncIterable<Uint8Array>): Promise<void>;
  };
  readonly events: {
    'member-joined'(event: { readonly name: string }, at: number): void;
    closed(): void;
    'name-wanted'(room: string): string;
    'confirmation-wanted'(): Promise<boolean>;
  };
}

function openClient(items?: readonly unknown[]) {
  const connection = new RecordedConnection(items);
  return { connection, client: createTypedClient<RoomContract>(connection) };
}

describe('calls', () => {
  test('[SP-70] invoke passes the parameters and returns the answer', async () => {
    const { connection, client } = openClient();
    connection.answer = { members: 2 };

    const result = client.invoke('join', 'a');

    expectTypeOf(result).toEqualTypeOf<Promise<{ readonly members: number }>>();
    expectTypeOf(client.invoke('rename', 'a', 'b')).toEqualTypeOf<Promise<boolean>>();
    expect(await result).toEqual({ members: 2 });
    expect(connection.calls[0]).toEqual(['invoke', 'join', 'a']);
  });

  test('[SP-70] send passes the parameters and has no answer', async () => {
    const { connection, client } = openClient();
    const sent = client.send('rename', 'a', 'b');
    expectTypeOf(sent).toEqualTypeOf<Promise<void>>();
    await sent;
    expect(connection.calls).toEqual([['send', 'rename', 'a', 'b']]);
  });

  test('[SP-70] stream hands over the items', () => {
    const { connection, client } = openClient(['x', 'y']);
    const received: string[] = [];

    const stream = client.stream('watch', 'a', 3);
    stream.subscribe({
      next: (item) => received.push(item),
      error: (error) => received.push(String(error)),
      complete: () => received.push('end'),
    });

    expectTypeOf(stream).toEqualTypeOf<StreamSource<string>>();
    expect(received).toEqual(['x', 'y', 'end']);
    expect(connection.calls).toEqual([['stream', 'watch', 'a', 3]]);
  });

  test('[SP-71] what the contract does not have does not compile', () => {
    const { client } = openClient();
    const wrong = [
      // @ts-expect-error no such method
      () => client.invoke('leave'),
      // @ts-expect-error a parameter is missing
      () => client.invoke('join'),
      // @ts-expect-error a parameter of another type
      () => client.send('join', 1),
      // @ts-expect-error a streaming method is not invoked
      () => client.invoke('watch', 'a'),
      // @ts-expect-error an ordinary method is not streamed
      () => client.stream('join', 'a'),
      // @ts-expect-error no such event
      () => client.on('member-left', () => undefined),
      // @ts-expect-error a handler of other parameters
      () => client.on('closed', (at: number) => at),
    ];
    expect(wrong).toHaveLength(7);
  });

  test('[SP-75] a handler that answers with another type does not compile', () => {
    const { client } = openClient();
    const wrong = [
      // @ts-expect-error a number is no name
      () => client.on('name-wanted', () => 7),
      // @ts-expect-error no answer at all
      () => client.on('name-wanted', () => undefined),
      // @ts-expect-error a promise of another type
      () => client.on('confirmation-wanted', async () => 'yes'),
    ];
    expect(wrong).toHaveLength(3);
  });

  test('[SP-73] a stream to the server is a stream source', async () => {
    const { connection, client } = openClient();
    const parts: StreamSource<Uint8Array> = {
      subscribe: () => ({ dispose: () => undefined }),
    };
    // @ts-expect-error the contract's async iterable is the server's side of it
    const wrong = (iterable: AsyncIterable<Uint8Array>) => client.invoke('upload', 'a', iterable);
    expect(wrong).toBeTypeOf('function');
    await client.invoke('upload', 'a', parts);
    expect(connection.calls).toEqual([['invoke', 'upload', 'a', parts]]);
  });
});

describe('events', () => {
  test('[SP-72] a handler is called until its subscription is ended', () => {
    const { connection, client } = openClient();
    const seen: string[] = [];
    const end = client.on('member-joined', (event, at) => {
      expectTypeOf(event).toEqualTypeOf<{ readonly name: string }>();
      expectTypeOf(at).toEqualTypeOf<number>();
      seen.push(`${event.name} ${at}`);
    });

    connection.raise('member-joined', { name: 'ada' }, 1);
    end();
    connection.raise('member-joined', { name: 'bob' }, 2);

    expect(seen).toEqual(['ada 1']);
  });

  test('[SP-74] a handler answers at once or later', async () => {
    const { connection, client } = openClient();
    const endName = client.on('name-wanted', (room) => {
      expectTypeOf(room).toEqualTypeOf<string>();
      return `ann of ${room}`;
    });
    client.on('confirmation-wanted', () => Promise.resolve(true));
    client.on('confirmation-wanted', () => true);

    expect(connection.raise('name-wanted', 'red')).toEqual(['ann of red']);
    expect(await Promise.all(connection.raise('confirmation-wanted'))).toEqual([true, true]);
    endName();
    expect(connection.raise('name-wanted', 'red')).toEqual([]);
  });

  test('[SP-72] two subscriptions of one handler end one by one', () => {
    const { connection, client } = openClient();
    let calls = 0;
    const count = (): void => {
      calls += 1;
    };
    const endFirst = client.on('closed', count);
    const endSecond = client.on('closed', count);

    connection.raise('closed');
    expect(calls).toBe(2);
    endFirst();
    endFirst();
    connection.raise('closed');
    expect(calls).toBe(3);
    endSecond();
    connection.raise('closed');
    expect(calls).toBe(3);
  });
});
