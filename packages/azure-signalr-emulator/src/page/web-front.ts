/** Everything that is asked of the emulator over HTTP and is neither a client's nor a server's connection. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '@parley/signalr-server/transports';
import type { Meter } from '../billing/meter.ts';
import type { RefusalLog } from '../service/refusal-log.ts';
import type { ServiceView } from '../service/service-view.ts';

export interface WebFrontSetup {
  readonly view: ServiceView;
  readonly meter: Meter;
  readonly refusals: RefusalLog;
  readonly clock: Clock;
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
