/**
 * The official client through the emulator to a hub, as it sees a server that serves it itself. Rules: AZ-161 and AZ-162
 * of docs/spec/azure-signalr.md, and of docs/spec/signalr-hubs.md those that a client can see.
 */

import { describe, expect, test } from 'vitest';
import { describeAskedClients } from '../../signalr-server/test/support/asked-client-contract.ts';
import {
  AUTHENTICATED,
  describeClientAccess,
  REQUEST_HUB,
} from '../../signalr-server/test/support/client-access-contract.ts';
import { describeConnectionsFromOutside } from '../../signalr-server/test/support/connections-from-outside-contract.ts';
import { describeOfficialClient } from '../../signalr-server/test/support/official-client-contract.ts';
import { COMBINATIONS, connect } from '../../signalr-server/test/support/official-client.ts';
import type { AnyContract } from '../../signalr-server/test/support/test-hub.ts';
import { startBehindService } from './support/start-behind-service.ts';

describe('[AZ-161] through the service', () => {
  describeOfficialClient(startBehindService);
  describeAskedClients(startBehindService);
  describeConnectionsFromOutside(startBehindService);
  describeClientAccess(startBehindService);

  test.each(COMBINATIONS)(
    '[AZ-162] [SH-137] a hub sees the request without its secrets: $name',
    async (combination) => {
      await using server = await startBehindService<AnyContract>(REQUEST_HUB, AUTHENTICATED);
      await using client = await connect(`${server.url}?room=1`, combination, {
        accessTokenFactory: () => 'ada',
        headers: { Cookie: 'theme=dark' },
      });
      const { query, ...rest } = (await client.invoke('request')) as { query: [string, string][] };
      expect(rest).toEqual({
        cookie: 'theme=dark',
        remoteAddress: '127.0.0.1',
        transport: 'WebSockets',
      });
      expect(query).toContainEqual(['room', '1']);
      expect(query.map(([name]) => name)).not.toContain('id');
      expect(query.map(([name]) => name)).not.toContain('access_token');
    },
  );
});
