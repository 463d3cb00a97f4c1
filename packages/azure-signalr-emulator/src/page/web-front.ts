/**
 * Everything that is asked of the emulator over HTTP and is neither a client's nor a server's connection.
 *
 * Rules: docs/spec/azure-service.md, AS-80 to AS-89.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { bearerTokenOf, type Clock } from '@parley/signalr-server/transports';
import { WELL_KNOWN_ACCESS_KEY } from '../access/well-known-access-key.ts';
import type { Meter } from '../billing/meter.ts';
import type { Refusal, RefusalLog } from '../service/refusal-log.ts';
import type { ServiceView } from '../service/service-view.ts';
import {
  CLIENT_BY_HAND,
  type HandOpened,
  htmlAnswer,
  NOTHING_HERE,
  SERVER_BY_HAND,
  UNKNOWN_HOST,
} from './hand-opened.ts';
import { isKnownHost } from './known-host.ts';
import { EVENT_STREAM, LiveStream } from './live-stream.ts';
import { type PageAnswer, sendPageAnswer } from './page-answer.ts';
import { readPageAssets } from './page-assets.ts';
import { pageState } from './page-state.ts';
import { isReading, pathOf, wantsHtml } from './request-path.ts';
import {
  accessKeyAnswer,
  ENTRA_TEXT,
  ENTRA_TOKEN_TEXT,
  refusalAnswer,
  type RestRequest,
  restRequestOf,
  SERVERLESS_TEXT,
} from './rest-answers.ts';

const LIVE_PATH = '/page/live';
const KEY_TO_FILL_IN = '<your key>';

export interface WebFrontSetup {
  readonly view: ServiceView;
  readonly meter: Meter;
  readonly refusals: RefusalLog;
  readonly clock: Clock;
  readonly accessKey: string;
  /** With the key that the page may show. Asked when somebody looks: the port is known by then. */
  readonly connectionString: (accessKey: string) => string;
  /** Whether an app server's Entra token is exchanged for the access key. Default: it is refused. */
  readonly acceptsEntraTokens?: boolean;
}

export interface WebFront {
  /**
   * Answers the page, `/api/...`, and a browser that is led to `/client` or `/server` by hand; `false` where the
   * request is for somebody else. It is asked first.
   */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  /** Ends the streams of whoever looks at the page. */
  close(): void;
}

export function createWebFront(setup: WebFrontSetup): WebFront {
  return new Front(setup);
}

class Front implements WebFront {
  readonly #setup: WebFrontSetup;
  readonly #assets = readPageAssets();
  readonly #live: LiveStream;

  constructor(setup: WebFrontSetup) {
    this.#setup = setup;
    const { view, meter, refusals, clock } = setup;
    const startedAt = clock.epochMs();
    this.#live = new LiveStream(clock, () =>
      pageState({
        hubs: view.hubs(),
        billing: meter.snapshot(),
        refusals: refusals.newest,
        refusalCount: refusals.count,
        connectionString: shownConnectionString(setup),
        startedAt,
      }),
    );
  }

  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const path = pathOf(request);
    const rest = restRequestOf(path);
    const byHand = handOpenedOf(path, request);
    if (rest !== undefined) {
      sendPageAnswer(response, this.#restAnswer(rest, request));
    } else if (byHand !== undefined) {
      sendPageAnswer(response, handOpenedAnswer(byHand, request));
    } else if (isConnectionPath(path)) {
      return false;
    } else {
      this.#answerPage(request, response);
    }
    request.resume();
    return true;
  }

  close(): void {
    this.#live.close();
  }

  #answerPage(request: IncomingMessage, response: ServerResponse): void {
    const path = pathOf(request);
    const asset = this.#assets.get(path);
    if (asset === undefined && path !== LIVE_PATH) {
      sendPageAnswer(response, handOpenedAnswer(NOTHING_HERE, request));
    } else if (!isReading(request)) {
      sendPageAnswer(response, refusalAnswer(405, 'MethodNotAllowed', 'The page is for reading.'));
    } else if (!isKnownHost(request.headers.host)) {
      sendPageAnswer(response, handOpenedAnswer(UNKNOWN_HOST, request));
    } else if (asset !== undefined) {
      sendPageAnswer(response, asset);
    } else if (request.method === 'HEAD') {
      sendPageAnswer(response, { status: 200, type: EVENT_STREAM, body: '' });
    } else if (!this.#live.add(response)) {
      sendPageAnswer(response, refusalAnswer(503, 'Busy', 'Too many look at the page.'));
    }
  }

  #restAnswer(rest: RestRequest, request: IncomingMessage): PageAnswer {
    switch (rest.kind) {
      case 'health':
        return { status: 200, type: 'text/plain; charset=utf-8', body: '' };
      case 'access-key':
        return this.#accessKeyAnswer(request);
      case 'serverless':
        return this.#refuse({ who: 'rest', hub: rest.hub, status: 501, reason: SERVERLESS_TEXT });
    }
  }

  #accessKeyAnswer(request: IncomingMessage): PageAnswer {
    if (this.#setup.acceptsEntraTokens !== true) {
      return this.#refuse({ who: 'server', hub: '', status: 501, reason: ENTRA_TEXT });
    }
    return bearerTokenOf(request) === undefined
      ? this.#refuse({ who: 'server', hub: '', status: 401, reason: ENTRA_TOKEN_TEXT })
      : accessKeyAnswer(this.#setup.accessKey);
  }

  #refuse(refusal: Refusal): PageAnswer {
    this.#setup.refusals.note(refusal);
    const code = refusal.status === 401 ? 'Unauthorized' : 'NotImplemented';
    return refusalAnswer(refusal.status, code, refusal.reason);
  }
}

/** What clients and servers speak to, sub-paths included. */
function isConnectionPath(path: string): boolean {
  return /^\/(?:client|server)(?:\/|$)/i.test(path);
}

function handOpenedOf(path: string, request: IncomingMessage): HandOpened | undefined {
  if (!isReading(request) || request.headers.upgrade !== undefined) {
    return undefined;
  }
  if (/^\/server\/?$/i.test(path)) {
    return SERVER_BY_HAND;
  }
  return /^\/client\/?$/i.test(path) && wantsHtml(request) ? CLIENT_BY_HAND : undefined;
}

function handOpenedAnswer(opened: HandOpened, request: IncomingMessage): PageAnswer {
  const { status, title, text } = opened;
  return wantsHtml(request)
    ? htmlAnswer(opened)
    : refusalAnswer(status, 'NotHere', `${title}. ${text}`);
}

function shownConnectionString({ accessKey, connectionString }: WebFrontSetup): string {
  return connectionString(accessKey === WELL_KNOWN_ACCESS_KEY ? accessKey : KEY_TO_FILL_IN);
}
