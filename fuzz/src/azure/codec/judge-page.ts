/** What the codec must do with any answer of a group member query. */

import { isDeepStrictEqual } from 'node:util';
import {
  decodeGroupMemberPage,
  encodeGroupMemberPage,
  ServiceProtocolError,
} from '@parley/azure-signalr-protocol';
import { Offence } from './offence.ts';
import type { Outcome } from './offence.ts';

/** @throws {Offence} */
export function judgePage(payload: Uint8Array): Outcome {
  try {
    const page = decodeGroupMemberPage(payload);
    const again = decodeGroupMemberPage(encodeGroupMemberPage(page));
    if (!isDeepStrictEqual(again, page)) {
      throw new Offence('A page that was written does not read as what was read.');
    }
    return { kind: 'page' };
  } catch (error) {
    if (error instanceof ServiceProtocolError && error.code === 'service-message-malformed') {
      return { kind: 'refused', code: error.code };
    }
    throw error instanceof Offence ? error : new Offence(`It threw ${String(error)}.`);
  }
}
