/** Official clients that share one server connection. Rules: docs/spec/azure-signalr.md, AZ-78 to AZ-80. */

import { JsonHubProtocol, Subject } from '@microsoft/signalr';
import type { Hub } from '@parley/signalr-server';
import { describe, expect, test } from 'vitest';
import {
  COMBINATIONS,
  connect,
  PingCountingProtocol,
} from '../../signalr-server/test/support/official-client.ts';
import { Gate } from '../../signalr-server/test/support/gate.ts';
import type { AnyContract } from '../../signalr-server/test/support/test-hub.ts';
import { startBehindService } from './support/start-behind-service.ts';

const MEBIBYTE = 1_048_576;
const [WEB_SOCKETS = COMBINATIONS[0]] = COMBINATIONS;

describe('clients of one server connection', () => {
  test('[AZ-79] that hear nothing else hear the pings of the hub', async () => {
    await using server = await startBehindService<AnyContract>(
      { methods: {} },
      { keepAliveIntervalMs: 20 },
    );
    const protocol = new PingCountingProtocol(new JsonHubProtocol());
    await using _client = await connect(server.url, {
      ...required(WEB_SOCKETS),
      createProtocol: () => protocol,
    });

    await protocol.pings(5);
  });

  test.each(COMBINATIONS)('[AZ-78] send and are sent a mebibyte: $name', async (combination) => {
    await using server = await startBehindService<AnyContract>(
      { methods: { echo: (_call, text: string) => text } } as Hub<AnyContract>,
      { maxReceiveMessageBytes: 2 * MEBIBYTE },
    );
    await using client = await connect(server.url, combination);
    const text = 'é'.repeat(MEBIBYTE / 2);

    expect(await client.invoke('echo', text)).toBe(text);
  });

  test('[AZ-80] do not wait for one whose call does not end', async () => {
    const gate = new Gate();
    const hub = {
      methods: {
        async wait(): Promise<string> {
          await gate.opened;
          return 'waited';
        },
        add: (_call: unknown, one: number, other: number) => one + other,
      },
    } as unknown as Hub<AnyContract>;
    await using server = await startBehindService<AnyContract>(hub);
    await using slow = await connect(server.url, required(WEB_SOCKETS));
    await using quick = await connect(server.url, required(WEB_SOCKETS));
    const waiting = slow.invoke('wait');
    const queued = Array.from({ length: 50 }, (_, index) => slow.invoke('add', index, 1));
    expect(await quick.invoke('add', 1, 2)).toBe(3);
    gate.open();

    expect(await waiting).toBe('waited');
    expect(await Promise.all(queued)).toEqual(queued.map((_call, index) => index + 1));
  });

  test('[AZ-80] stream to a hub that reads slowly, and nothing is lost', async () => {
    const gate = new Gate();
    const hub = {
      methods: {
        total: {
          clientStreams: 1,
          async run(_call: unknown, texts: AsyncIterable<string>): Promise<number> {
            let total = 0;
            for await (const text of texts) {
              await gate.opened;
              total += text.length;
            }
            return total;
          },
        },
        add: (_call: unknown, one: number, other: number) => one + other,
      },
    } as unknown as Hub<AnyContract>;
    await using server = await startBehindService<AnyContract>(hub);
    await using slow = await connect(server.url, required(WEB_SOCKETS));
    await using quick = await connect(server.url, required(WEB_SOCKETS));
    const texts = new Subject<string>();
    const total = slow.invoke('total', texts);
    for (let index = 0; index < 100; index += 1) {
      texts.next('x'.repeat(20_000));
    }
    texts.complete();
    expect(await quick.invoke('add', 1, 2)).toBe(3);
    gate.open();

    expect(await total).toBe(2_000_000);
  });
});

function required<T>(value: T | undefined): T {
  if (value === undefined) {
    throw new Error('There are combinations.');
  }
  return value;
}
