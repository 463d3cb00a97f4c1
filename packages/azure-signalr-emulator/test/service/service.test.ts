import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import { expect, test } from 'vitest';
import { ManualClock } from '../../../signalr-server/test/support/manual-clock.ts';
import { RecordingLogger } from '../../../signalr-server/test/support/recording-logger.ts';
import { createMeter } from '../../src/billing/meter.ts';
import type { ServerConnection } from '../../src/service/servers/server-connection.ts';
import { resolveServiceSettings } from '../../src/service/service-settings.ts';
import { Service } from '../../src/service/service.ts';

/** The time until the service looks after what is overdue. */
const A_WHILE_MS = 1_000;

function createService(clock: ManualClock): Service {
  return new Service({
    clock,
    logger: new RecordingLogger(),
    meter: createMeter({ clock }),
    settings: resolveServiceSettings(),
    random: Math.random,
    answerAccessKeyRequest: () => ({ type: ServiceMessageType.accessKeyResponse }),
  });
}

function openServer(service: Service): ServerConnection {
  return service.hub('chat').openServer(
    { connectionId: 'one', serverId: 'one' },
    {
      type: ServiceMessageType.handshakeRequest,
      version: 1,
      connectionType: 0,
      migrationLevel: 0,
    },
    { isCongested: false, send: () => undefined, close: () => undefined },
  );
}

test('hubs that somebody has named and nobody has joined are forgotten', () => {
  const clock = new ManualClock();
  const service = createService(clock);
  const named = service.hub('chat');
  expect(service.hub('chat')).toBe(named);

  clock.advance(A_WHILE_MS);

  expect(service.hub('chat')).not.toBe(named);
  service.close();
});

test('a hub is kept while it has a server, and not when that has gone', () => {
  const clock = new ManualClock();
  const service = createService(clock);
  const server = openServer(service);
  const hub = service.hub('chat');

  clock.advance(A_WHILE_MS);
  expect(service.hub('chat')).toBe(hub);
  hub.closeServer(server);
  clock.advance(A_WHILE_MS);

  expect(service.hub('chat')).not.toBe(hub);
  service.close();
});

test('[AS-38] and while users are in its groups, though nobody is there', () => {
  const clock = new ManualClock();
  const service = createService(clock);
  const server = openServer(service);
  const hub = service.hub('chat');
  hub.receive(
    {
      type: ServiceMessageType.userJoinGroup,
      userId: 'ann',
      groupName: 'friends',
      ttlSeconds: 60,
    },
    server,
  );
  hub.closeServer(server);

  clock.advance(A_WHILE_MS);
  expect(service.hub('chat')).toBe(hub);
  clock.advance(60_000);

  expect(service.hub('chat')).not.toBe(hub);
  service.close();
});
