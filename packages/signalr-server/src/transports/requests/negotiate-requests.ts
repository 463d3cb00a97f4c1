/** `POST {path}/negotiate`: begins a connection, or sends its client elsewhere. */

import type { AdmittedRequest } from '../access/admission.ts';
import { tokenLifetimeSeconds } from '../access/token-lifetime.ts';
import type { ConnectionTable, NegotiatedTerms } from '../connections/connection-table.ts';
import type { EndpointShutdown } from '../connections/endpoint-shutdown.ts';
import { sendJson } from '../http/json-answer.ts';
import { sendPlainAnswer } from '../http/plain-answer.ts';
import { FAILED, METHOD_NOT_ALLOWED, UNAVAILABLE } from '../http/refusals.ts';
import { parseRequestQuery } from '../http/request-query.ts';
import type { ResolvedEndpointOptions } from '../transport-endpoint-options.ts';
import {
  negotiateBody,
  negotiateVersion,
  redirectBody,
  wantsStatefulReconnect,
} from './negotiation.ts';

export class NegotiateRequests {
  readonly #table: ConnectionTable;
  readonly #shutdown: EndpointShutdown;
  readonly #options: ResolvedEndpointOptions;

  constructor(
    table: ConnectionTable,
    shutdown: EndpointShutdown,
    options: ResolvedEndpointOptions,
  ) {
    this.#table = table;
    this.#shutdown = shutdown;
    this.#options = options;
  }

  async handle(exchange: AdmittedRequest): Promise<void> {
    const { request, response } = exchange;
    if (request.method !== 'POST') {
      sendPlainAnswer(response, METHOD_NOT_ALLOWED);
      return;
    }
    const { minimumProtocolVersion } = this.#options;
    const query = parseRequestQuery(request.url ?? '');
    const agreed = negotiateVersion(query, minimumProtocolVersion);
    if (agreed.kind === 'refused') {
      sendJson(response, 200, { error: agreed.error });
    } else if (!(await this.#isElsewhere(exchange)) && !response.destroyed) {
      this.#begin(exchange, {
        version: agreed.version,
        usesStatefulReconnect:
          this.#options.allowStatefulReconnects && wantsStatefulReconnect(query),
      });
    }
  }

  /** Answers the client if it is to go to another server. */
  async #isElsewhere({ request, response, admission }: AdmittedRequest): Promise<boolean> {
    try {
      const { user, expiresAt } = admission;
      const answer = await this.#options.redirect(request, user, expiresAt);
      if (answer === undefined) {
        return false;
      }
      if ('url' in answer) {
        sendJson(response, 200, redirectBody(answer));
      } else {
        sendPlainAnswer(response, answer);
      }
      return true;
    } catch (error) {
      this.#options.logger.error({ error }, 'where a client is to connect could not be told');
      sendPlainAnswer(response, FAILED);
      return true;
    }
  }

  #begin({ response, admission }: AdmittedRequest, terms: NegotiatedTerms): void {
    if (this.#shutdown.hasBegun) {
      sendPlainAnswer(response, UNAVAILABLE);
      return;
    }
    const { identity } = this.#table.create(admission.user, terms);
    const { transports, authenticationRefresh, clock } = this.#options;
    const lifetime = tokenLifetimeSeconds(admission.expiresAt, clock.epochMs());
    const canRefresh = authenticationRefresh !== undefined;
    sendJson(
      response,
      200,
      negotiateBody({
        version: terms.version,
        transports,
        ...identity,
        tokenLifetimeSeconds: canRefresh ? lifetime : undefined,
      }),
    );
  }
}
