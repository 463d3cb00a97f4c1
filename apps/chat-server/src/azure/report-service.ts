/** Tells the people at the console whether clients can reach the hub through the service; the adapter logs why. */

import type { AzureSignalRState } from '@parley/azure-signalr';
import type { Clock } from '@parley/chat-core';
import type { Terminal } from '../startup/terminal.ts';
import type { AzureService } from './azure-service.ts';

/** A service that answers at all has answered by then. */
const PATIENCE_MS = 5_000;

export interface ServiceReportOptions {
  readonly service: Pick<AzureService, 'state' | 'clientOrigins' | 'onStateChanged'>;
  readonly terminal: Terminal;
  readonly clock: Clock;
}

/** The function returned ends the reports. */
export function reportService(options: ServiceReportOptions): () => void {
  const { service, terminal, clock } = options;
  const place = `Azure SignalR Service at ${service.clientOrigins.join(', ')}`;
  terminal.line(`People connect through ${place}.`);
  let isTold: 'nothing' | 'online' | 'offline' = 'nothing';

  const tell = (state: AzureSignalRState): void => {
    if (state === 'online' && isTold !== 'online') {
      terminal.line(
        isTold === 'offline'
          ? 'Azure SignalR Service is connected again.'
          : 'Azure SignalR Service is connected.',
      );
      isTold = 'online';
    } else if (state === 'offline' && isTold !== 'offline') {
      terminal.line(
        `${place} cannot be reached: people can open the page, but not connect. ` +
          'It is tried again until it can.',
      );
      isTold = 'offline';
    }
  };

  const end = service.onStateChanged(tell);
  const cancel = clock.after(PATIENCE_MS, () => {
    if (service.state === 'connecting') tell('offline');
  });
  tell(service.state);
  return () => {
    end();
    cancel();
  };
}
