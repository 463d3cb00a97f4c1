/** What an acknowledgement of the service says. Rules: docs/spec/azure-signalr.md, AZ-112 and AZ-113. */

import { AckStatus } from '@parley/azure-signalr-protocol';
import type { AckMessage } from '@parley/azure-signalr-protocol';
import { AzureSignalRError } from '../errors.ts';

/**
 * Whether it was done; false where there was nothing to do it to.
 *
 * @throws {AzureSignalRError} `ack-timeout` or `ack-failed`.
 */
export function wasFound({ status, message = '' }: AckMessage): boolean {
  switch (status) {
    case AckStatus.ok:
      return true;
    case AckStatus.notFound:
      return false;
    case AckStatus.timeout:
      throw new AzureSignalRError('ack-timeout', `The service did it in no time: ${message}`);
    default:
      throw new AzureSignalRError('ack-failed', `The service says ${status}: ${message}`);
  }
}
