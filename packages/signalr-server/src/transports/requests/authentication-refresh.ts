/**
 * `POST {path}/refresh`: a client shows a newer token for a connection that goes on.
 *
 * As in .NET 11. Rules: docs/spec/signalr-transports.md, ST-106 to ST-109.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Admission, AdmittedRequest } from '../access/admission.ts';
import { tokenLifetimeSeconds } from '../access/token-lifetime.ts';
import { isAnonymous, isSameUser } from '../access/user-policy.ts';
import type { Clock } from '../clock.ts';
import type { ConnectionTable } from '../connections/connection-table.ts';
import type { LogicalConnection } from '../connections/logical-connection.ts';
import { sendJson } from '../http/json-answer.ts';
import { sendPlainAnswer } from '../http/plain-answer.ts';
import {
  FAILED,
  METHOD_NOT_ALLOWED,
  REFRESH_REFUSALS,
  type RefreshRefusal,
} from '../http/refusals.ts';
import { connectionTokenOf, parseRequestQuery } from '../http/request-query.ts';
import type { Logger } from '../logger.ts';
import type { ConnectedUser } from '../transport-connection.ts';

/** A newer authentication, by the same user as before. */
export interface AuthenticationRefresh {
  readonly connectionId: string;
  readonly previousUser: ConnectedUser;
  readonly user: ConnectedUser;
  /** Epoch ms. */
  readonly expiresAt: number | undefined;
  readonly request: IncomingMessage;
}

/** How clients may refresh their authentication. */
export interface AuthenticationRefreshOptions {
  /** Whether the newer authentication may take the place of the older. Default: it may. */
  readonly canRefresh?: (refresh: AuthenticationRefresh) => boolean | Promise<boolean>;
}

export interface RefreshRequestsOptions {
  readonly authenticationRefresh: AuthenticationRefreshOptions | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

export class RefreshRequests {
  readonly #table: ConnectionTable;
  readonly #options: RefreshRequestsOptions;

  constructor(table: ConnectionTable, options: RefreshRequestsOptions) {
    this.#table = table;
    this.#options = options;
  }

  async handle(exchange: AdmittedRequest): Promise<void> {
    const { request, response, admission } = exchange;
    if (request.method !== 'POST') {
      sendPlainAnswer(response, METHOD_NOT_ALLOWED);
      return;
    }
    const connection = this.#find(exchange);
    if (typeof connection === 'string') {
      refuseRefresh(response, connection);
      return;
    }
    try {
      const refusal = await this.#judge(exchange, connection);
      if (refusal !== undefined) {
        refuseRefresh(response, refusal);
        return;
      }
    } catch (error) {
      const { connectionId } = connection.identity;
      this.#options.logger.error({ error, connectionId }, 'a refresh failed unexpectedly');
      sendPlainAnswer(response, FAILED);
      return;
    }
    if (connection.stage.kind === 'open') {
      connection.stage.connection.refreshAdmission(admission);
    }
    sendJson(response, 200, this.#successOf(connection, admission));
  }

  #find({ request, admission }: AdmittedRequest): LogicalConnection | RefreshRefusal {
    if (this.#options.authenticationRefresh === undefined) {
      return 'refresh_disabled';
    }
    const token = connectionTokenOf(parseRequestQuery(request.url ?? ''));
    if (token === '') {
      return 'missing_connection_token';
    }
    const connection = this.#table.find(token);
    // The id that version 0 of negotiate uses in its place is no secret.
    if (connection === undefined || connection.identity.connectionId === token) {
      return 'connection_not_found';
    }
    return isAnonymous(admission.user) ? 'invalid_token' : connection;
  }

  async #judge(
    { request, admission }: AdmittedRequest,
    connection: LogicalConnection,
  ): Promise<RefreshRefusal | undefined> {
    const { identity, stage } = connection;
    const { user, expiresAt } = admission;
    const { connectionId } = identity;
    if (!isSameUser(user, identity.owner)) {
      this.#options.logger.warn({ connectionId }, 'a refresh by another user');
      return 'permission_change_rejected';
    }
    const previousUser = stage.kind === 'open' ? stage.connection.user : identity.owner;
    const refresh = { connectionId, previousUser, user, expiresAt, request };
    const { canRefresh } = this.#options.authenticationRefresh ?? {};
    if (canRefresh !== undefined && (await canRefresh(refresh)) !== true) {
      return 'permission_change_rejected';
    }
    const isStillThere = this.#table.find(identity.connectionToken) === connection;
    return isStillThere ? undefined : 'connection_not_found';
  }

  #successOf({ identity }: LogicalConnection, { expiresAt }: Admission): object {
    const now = this.#options.clock.epochMs();
    const lifetime = tokenLifetimeSeconds(expiresAt, now);
    return {
      connectionId: identity.connectionId,
      refreshedAt: new Date(now).toISOString(),
      ...(lifetime === undefined ? undefined : { tokenLifetimeSeconds: lifetime }),
    };
  }
}

export function refuseRefresh(response: ServerResponse, error: RefreshRefusal): void {
  const { status, description } = REFRESH_REFUSALS[error];
  sendJson(response, status, { error, error_description: description });
}
