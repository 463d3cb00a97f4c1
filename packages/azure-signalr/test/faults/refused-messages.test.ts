/** A quota that is used up does not stay so. */

import { expect, test } from 'vitest';
import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import { ManualClock } from '../../../signalr-server/test/support/manual-clock.ts';
import { RecordingLogger } from '../../../signalr-server/test/support/recording-logger.ts';
import { AzureSignalRError } from '../../src/errors.ts';
import { OutageLog } from '../../src/links/outage-log.ts';
import type { ServerConnectionState } from '../../src/links/server-connection-state.ts';
import { step } from '../../src/links/server-connection-step.ts';

const MINUTE_MS = 60_000;
const SIGN_OF_LIFE_MS = 5_000;

test('[AZ-194] a connection that takes nothing is given up after a minute, however alive it is', () => {
  const message = { type: ServiceMessageType.serviceError, errorMessage: 'used up' } as const;
  let state: ServerConnectionState = {
    kind: 'open',
    lastReceivedAt: 0,
    lastPingAt: 0,
    refusal: undefined,
  };
  const happens = (input: Parameters<typeof step>[1], now: number): readonly string[] => {
    const next = step(state, input, now);
    state = next.state;
    return next.effects.map(({ kind }) => kind);
  };

  expect(happens({ kind: 'message-received', message }, 0)).toEqual(['announce-refusal']);
  for (let now = SIGN_OF_LIFE_MS; now < MINUTE_MS; now += SIGN_OF_LIFE_MS) {
    happens({ kind: 'bytes-received' }, now);
    expect(happens({ kind: 'tick' }, now)).toEqual([]);
  }
  happens({ kind: 'message-received', message }, MINUTE_MS - 1);
  expect(happens({ kind: 'tick' }, MINUTE_MS)).toEqual(['close-socket', 'announce-end']);
});

test('[AZ-194] the log says once an hour that the quota is used up, and nothing of the connections between', () => {
  const clock = new ManualClock();
  const logger = new RecordingLogger();
  const log = new OutageLog({ endpoint: 'e', hub: 'h', clock, logger });

  for (let minute = 0; minute <= 60; minute += 1) {
    log.refused('used up');
    log.failed(new AzureSignalRError('service-refused', 'used up'));
    log.opened();
    clock.advance(MINUTE_MS);
  }

  expect(logger.texts('error')).toHaveLength(2);
  expect(logger.texts('warn')).toEqual([]);
});
