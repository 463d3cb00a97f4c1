/** What becomes of a client's token between negotiate and the server: read and made claims by the emulator's code. */

import { ServiceMessageType, ServiceProtocol } from '@parley/azure-signalr-protocol';
import type { Claim } from '@parley/azure-signalr-protocol';
import { createServiceAccess } from '../../../azure-signalr-emulator/src/access/service-access.ts';
import { inboundClaims } from '../../../azure-signalr-emulator/src/access/inbound-claims.ts';
import { ManualClock } from '../../../signalr-server/test/support/manual-clock.ts';
import { ACCESS_KEY } from './create-endpoints.ts';

const access = createServiceAccess({ accessKey: ACCESS_KEY, clock: new ManualClock() });

/** @throws {Error} for a token that is refused. */
export function claimsInOpenConnection(accessToken: string): readonly Claim[] {
  return overTheWire(inboundClaims(claimsInToken(accessToken)));
}

/** Of a service that renames nothing. */
export function claimsInToken(accessToken: string): readonly Claim[] {
  const verdict = access.verifyClient(accessToken, 'chat');
  if (verdict.kind === 'refused') {
    throw new Error(verdict.reason);
  }
  return verdict.claims;
}

function overTheWire(claims: readonly Claim[]): readonly Claim[] {
  const protocol = new ServiceProtocol();
  const bytes = protocol.encode({
    type: ServiceMessageType.openConnection,
    connectionId: 'one',
    claims,
    headers: new Map(),
    queryString: '',
  });
  const message = protocol.decode(bytes, { offset: 0, maxMessageBytes: undefined })?.message;
  if (message?.type !== ServiceMessageType.openConnection) {
    throw new Error('It did not come out as it went in.');
  }
  return message.claims;
}
