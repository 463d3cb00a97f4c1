/** How connections come back, and what the log says of it. Rules: docs/spec/azure-signalr.md, AZ-58 to AZ-65 and AZ-68. */

import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import { describe, expect, test } from 'vitest';
import { ReconnectBackOff } from '../../src/links/reconnect-back-off.ts';
import { LinkFixture } from '../support/link-fixture.ts';

const UNREACHABLE =
  'Azure SignalR Service cannot be reached: clients of the hub cannot connect there until it is back';
const BACK = 'Azure SignalR Service is back';

describe('the measure', () => {
  test('[AZ-61] grows to a minute', () => {
    const backOff = new ReconnectBackOff(() => 0.5);
    const delays = Array.from({ length: 10 }, () => backOff.failed(backOff.round));

    expect(delays).toEqual(
      [0, 1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => 1_000 * seconds + 500),
    );
  });

  test('[AZ-62] counts what fails together once', () => {
    const backOff = new ReconnectBackOff(() => 0);
    const { round } = backOff;

    expect([backOff.failed(round), backOff.failed(round), backOff.failed(round)]).toEqual([
      0, 0, 0,
    ]);
    expect(backOff.failed(backOff.round)).toBe(1_000);
    expect(backOff.failed(round)).toBe(1_000);
  });

  test('[AZ-63] begins anew', () => {
    const backOff = new ReconnectBackOff(() => 0);
    backOff.failed(backOff.round);
    backOff.failed(backOff.round);
    backOff.reset();

    expect(backOff.failed(backOff.round)).toBe(0);
  });

  test('[AZ-60] is the longest at once for a wrong key', () => {
    const backOff = new ReconnectBackOff(() => 0);

    expect(backOff.denied()).toBe(60_000);
    expect(backOff.failed(backOff.round)).toBe(60_000);
    backOff.reset();
    expect(backOff.failed(backOff.round)).toBe(0);
  });
});

describe('a connection that ends', () => {
  test('[AZ-58] is replaced by another', async () => {
    await using fixture = await LinkFixture.start();
    const first = await fixture.peer.accepted(0);
    await fixture.until(() => fixture.link.isOnline);
    first.cut();
    await fixture.until(() => fixture.link.isUnreachable);
    fixture.clock.advance(0);
    const second = await fixture.peer.accepted(1);
    await fixture.until(() => fixture.link.isOnline);

    expect(second.query.get('cid')).not.toBe(first.query.get('cid'));
  });

  test('[AZ-61] waits longer each time that it fails', async () => {
    await using fixture = await LinkFixture.start({ random: () => 0.25 });
    fixture.peer.refusal = 503;
    for (const delayMs of [250, 1_250, 2_250, 4_250]) {
      await fixture.clock.timerStarted(delayMs);
      fixture.clock.advance(delayMs);
    }
    await fixture.peer.requested(5);

    expect(fixture.peer.requestCount).toBe(5);
  });

  test('[AZ-63] soon after it was opened counts as another failure', async () => {
    await using fixture = await LinkFixture.start();
    const first = await fixture.peer.accepted(0);
    await fixture.until(() => fixture.link.isOnline);
    first.cut();
    await fixture.clock.timerStarted(0);
    fixture.clock.advance(0);
    const second = await fixture.peer.accepted(1);
    await fixture.until(() => fixture.link.isOnline);
    second.cut();
    await fixture.until(() => fixture.link.isUnreachable);
    expect(fixture.clock.hasTimer(0)).toBe(false);
    fixture.clock.advance(1_000);
    const third = await fixture.peer.accepted(2);
    await fixture.until(() => fixture.link.isOnline);
    // Lasts.
    fixture.clock.advance(5_000);
    third.cut();
    await fixture.clock.timerStarted(0);

    expect(fixture.clock.hasTimer(0)).toBe(true);
  });

  test('[AZ-68] is told once, and no attempt in vain is', async () => {
    let lostCount = 0;
    const onConnectionLost = (): void => {
      lostCount += 1;
    };
    await using fixture = await LinkFixture.start({ random: () => 0.25, onConnectionLost });
    const connection = await fixture.peer.accepted(0);
    await fixture.until(() => fixture.link.isOnline);
    fixture.peer.refusal = 503;
    connection.cut();
    await fixture.until(() => fixture.link.isUnreachable);
    fixture.clock.advance(250);
    await fixture.clock.timerStarted(1_250);

    expect(lostCount).toBe(1);
  });

  test('[AZ-63] counts its failures although others last', async () => {
    await using fixture = await LinkFixture.start({ connectionCount: 2, random: () => 0.25 });
    const [steady, other] = [await fixture.peer.accepted(0), await fixture.peer.accepted(1)];
    for (const connection of [steady, other]) {
      connection.ping('echo', '1');
      await connection.next(ServiceMessageType.ping);
    }
    fixture.clock.advance(6_000);
    fixture.peer.refusal = 503;
    other.cut();
    for (const delayMs of [250, 1_250, 2_250]) {
      await fixture.clock.timerStarted(delayMs);
      fixture.clock.advance(delayMs);
    }
    await fixture.peer.requested(5);

    expect(fixture.peer.requestCount).toBe(5);
  });

  test('[AZ-60] for a wrong key is tried again in a minute', async () => {
    await using fixture = await LinkFixture.start();
    fixture.peer.refusal = 401;
    await fixture.clock.timerStarted(60_000);
    fixture.peer.refusal = undefined;
    fixture.clock.advance(60_000);
    await fixture.peer.accepted(0);
    await fixture.until(() => fixture.link.isOnline);

    expect(fixture.peer.requestCount).toBe(2);
    const [line] = fixture.logger.lines;
    expect(line?.text).toMatch(/^Azure SignalR Service does not accept the key or token/);
    expect(line?.fields).toMatchObject({
      endpoint: 'west',
      hub: 'chat',
      error: {
        code: 'access-denied',
        message: 'The service does not accept the key or token: it answered 401.',
      },
    });
    expect(JSON.stringify(fixture.logger.lines)).not.toContain('secret-token');
  });
});

describe('the log', () => {
  test('[AZ-64] [AZ-65] has one line at each end of an outage', async () => {
    await using fixture = await LinkFixture.start({ connectionCount: 2, random: () => 0.25 });
    const connections = [await fixture.peer.accepted(0), await fixture.peer.accepted(1)];
    await fixture.until(() => fixture.link.isOnline);
    fixture.peer.refusal = 503;
    for (const connection of connections) {
      connection.cut();
    }
    await fixture.until(() => fixture.link.isUnreachable);
    fixture.clock.advance(250);
    await fixture.clock.timerStarted(1_250);
    fixture.peer.refusal = undefined;
    fixture.clock.advance(1_250);
    await fixture.peer.accepted(2);
    await fixture.until(() => fixture.link.isOnline);

    expect(fixture.logger.texts('error')).toEqual([UNREACHABLE]);
    expect(fixture.logger.texts('warn')).toEqual([BACK]);
    expect(fixture.logger.lines.at(-1)?.fields).toMatchObject({ outageMs: 1_500 });
  });

  test('[AZ-64] names another reason', async () => {
    await using fixture = await LinkFixture.start();
    fixture.peer.refusal = 503;
    await fixture.clock.timerStarted(0);
    fixture.peer.refusal = 403;
    fixture.clock.advance(0);
    await fixture.clock.timerStarted(60_000);

    expect(fixture.logger.texts('error')).toEqual([
      UNREACHABLE,
      expect.stringContaining('does not accept the key or token') as string,
    ]);
  });

  test('[AZ-65] has only a debug line for one of several', async () => {
    await using fixture = await LinkFixture.start({ connectionCount: 2 });
    const [first] = [await fixture.peer.accepted(0), await fixture.peer.accepted(1)];
    await fixture.until(() => fixture.link.isOnline);
    first.cut();
    await fixture.clock.timerStarted(0);

    expect(fixture.logger.lines).toMatchObject([
      { level: 'debug', text: 'A connection to Azure SignalR Service has gone and is replaced' },
    ]);
  });
});
