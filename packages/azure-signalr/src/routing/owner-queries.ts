/**
 * What only the server of a client knows of it, asked of that server and told to it.
 *
 * Rules: docs/spec/azure-signalr.md, AZ-150 to AZ-153.
 */

import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import type { ClientInvocationMessage } from '@parley/azure-signalr-protocol';
import { ConnectionGoneError } from '@parley/signalr-server';
import type { RoutedConnection } from '@parley/signalr-server';
import { AzureSignalRError } from '../errors.ts';
import type { HubLink } from '../links/hub-link.ts';
import { SERVER_LANE } from './lanes.ts';
import {
  encodeRecord,
  NOTE_PROTOCOL,
  notePayloads,
  parseNote,
  parseRecord,
} from './owner-notes.ts';
import type { ClientRecord, OwnerNote } from './owner-notes.ts';
import type { RoutingSetup } from './routing-setup.ts';

/** As long as an acknowledgement is waited for. */
const ANSWER_TIMEOUT_MS = 10_000;

export class OwnerQueries {
  readonly #setup: RoutingSetup;

  constructor(setup: RoutingSetup) {
    this.#setup = setup;
  }

  /**
   * What is known of a client of another server; `undefined` when there is no such client.
   *
   * @throws {AzureSignalRError} also `ack-timeout`, and `ack-failed` for an answer that is none.
   */
  async describe(connectionId: string): Promise<ClientRecord | undefined> {
    try {
      return await this.#ask(connectionId, { kind: 'describe' });
    } catch (error) {
      if (error instanceof ConnectionGoneError) {
        return undefined;
      }
      throw error;
    }
  }

  /** Nobody waits for it: what it is about has been done, and only lists can be wrong without it. */
  tell(connectionId: string, note: OwnerNote): void {
    this.#ask(connectionId, note).catch((error: unknown) => {
      this.#setup.logger.debug({ error, connectionId }, "A client's server was not told of it");
    });
  }

  /** Whether it was a note of another server, which is answered then. */
  answer(
    connection: RoutedConnection,
    { invocationId, callerServerId, payloads }: ClientInvocationMessage,
    link: HubLink,
  ): boolean {
    const payload = payloads.get(NOTE_PROTOCOL);
    if (payload === undefined) {
      return false;
    }
    const { connectionId } = connection;
    void this.#heed(connection, parseNote(payload)).then((record) => {
      this.#reply(link, { invocationId, connectionId, callerServerId }, record);
    });
    return true;
  }

  async #ask(connectionId: string, note: OwnerNote): Promise<ClientRecord> {
    const { requests, clock, createInvocationId } = this.#setup;
    const invocationId = createInvocationId();
    const answer = requests.open({
      invocationId,
      connectionId,
      payloads: notePayloads(note),
      laneOf: () => SERVER_LANE,
    });
    const timer = clock.startTimer(ANSWER_TIMEOUT_MS, () => {
      requests.fail(invocationId, unanswered(connectionId));
    });
    try {
      const { protocol, payload } = await answer;
      const record = protocol === NOTE_PROTOCOL ? parseRecord(payload) : undefined;
      if (record === undefined) {
        throw new AzureSignalRError('ack-failed', 'The answer of another server is unreadable.');
      }
      return record;
    } finally {
      timer.cancel();
    }
  }

  async #heed(
    { connectionId, userId }: RoutedConnection,
    note: OwnerNote | undefined,
  ): Promise<ClientRecord> {
    const { local } = this.#setup;
    switch (note?.kind) {
      case 'joined':
        await local.join(connectionId, note.group);
        break;
      case 'left':
        await local.leave(connectionId, note.group);
        break;
      case 'handed-over':
        await Promise.all(note.groups.map((group) => local.join(connectionId, group)));
        break;
      case 'describe':
      case undefined:
        break;
    }
    const groups = await local.groupsOf(connectionId);
    return userId === undefined ? { groups } : { userId, groups };
  }

  #reply(
    link: HubLink,
    address: Pick<ClientInvocationMessage, 'callerServerId' | 'connectionId' | 'invocationId'>,
    record: ClientRecord,
  ): void {
    const { connectionId } = address;
    try {
      link.send(
        {
          type: ServiceMessageType.clientCompletion,
          ...address,
          protocol: NOTE_PROTOCOL,
          payload: encodeRecord(record),
        },
        { of: 'client', connectionId },
      );
    } catch (error) {
      this.#setup.logger.warn({ error, connectionId }, 'Another server was not answered');
    }
  }
}

function unanswered(connectionId: string): AzureSignalRError {
  const text = `The server of connection '${connectionId}' did not answer in time.`;
  return new AzureSignalRError('ack-timeout', text);
}
