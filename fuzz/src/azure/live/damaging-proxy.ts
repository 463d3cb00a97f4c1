/** Between an app server and the service: most messages pass, some do not as they came, and some nobody sent. */

import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ServiceMessageType, ServiceProtocol } from '@parley/azure-signalr-protocol';
import type { ServiceMessage } from '@parley/azure-signalr-protocol';
import { WebSocket, WebSocketServer } from 'ws';
import { damaged } from '../../damage.ts';
import type { Random } from '../../random.ts';
import { craftedFrame } from './crafted-messages.ts';

const DAMAGE_SHARE = 0.002;
const CRAFTED_SHARE = 0.04;
const DROPPED_SHARE = 0.004;
const CUT_SHARE = 0.0005;
const SOUND_HANDSHAKE_SHARE = 0.9;
const MAX_IDS = 20;
const HEADERS = ['authorization', 'x-asrs-server-id', 'asrs-user-agent'] as const;

export interface DamagingProxy {
  readonly port: number;
  /** Messages that were not passed as they came, or that nobody had sent. */
  readonly meddled: () => number;
  /** Ends what goes by way of it; it can come again. */
  readonly cut: () => void;
  readonly close: () => Promise<void>;
}

export async function startDamagingProxy(
  servicePort: number,
  random: Random,
): Promise<DamagingProxy> {
  let meddled = 0;
  const ids: string[] = [];
  const http = createServer();
  const upgrades = new WebSocketServer({ noServer: true });

  const pass = (bytes: Buffer, message: ServiceMessage | undefined): readonly Buffer[] => {
    if (message?.type === ServiceMessageType.openConnection) {
      ids.unshift(message.connectionId);
      ids.splice(MAX_IDS);
    }
    if (isHandshake(message) && random.chance(SOUND_HANDSHAKE_SHARE)) {
      return [bytes];
    }
    if (random.chance(DROPPED_SHARE)) {
      meddled += 1;
      return [];
    }
    const passed = random.chance(DAMAGE_SHARE) ? damaged(bytes, random) : bytes;
    const crafted = random.chance(CRAFTED_SHARE) ? [craftedFrame(random, ids)] : [];
    meddled += crafted.length + (passed === bytes ? 0 : 1);
    return [passed, ...crafted];
  };

  const cut = (): void => {
    for (const server of upgrades.clients) {
      server.terminate();
    }
  };

  http.on('upgrade', (request: IncomingMessage, socket, head) => {
    upgrades.handleUpgrade(request, socket, head, (server) => {
      const headers = Object.fromEntries(
        HEADERS.map((name) => [name, String(request.headers[name] ?? '')]),
      );
      const service = new WebSocket(`ws://127.0.0.1:${servicePort}${request.url}`, { headers });
      const end = (): void => {
        server.terminate();
        service.terminate();
      };
      const up = createPasser(service, pass);
      const down = createPasser(server, pass);
      const early: Buffer[] = [];
      server.on('message', (bytes: Buffer) => {
        if (service.readyState === WebSocket.CONNECTING) {
          early.push(bytes);
        } else {
          up(bytes);
        }
        if (random.chance(CUT_SHARE)) {
          end();
        }
      });
      service.on('open', () => early.forEach(up));
      service.on('message', down);
      for (const socket of [server, service]) {
        socket.on('close', end);
        socket.on('error', end);
      }
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));

  return {
    port: (http.address() as AddressInfo).port,
    meddled: () => meddled,
    cut,
    close: async () => {
      cut();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

function isHandshake(message: ServiceMessage | undefined): boolean {
  return message !== undefined && message.type <= ServiceMessageType.handshakeResponse;
}

function createPasser(
  target: WebSocket,
  pass: (bytes: Buffer, message: ServiceMessage | undefined) => readonly Buffer[],
): (bytes: Buffer) => void {
  const protocol = new ServiceProtocol();
  const options = { offset: 0, maxMessageBytes: undefined };
  let kept = Buffer.alloc(0);
  return (bytes) => {
    kept = Buffer.concat([kept, bytes]);
    for (;;) {
      const decoded = protocol.decode(kept, options);
      if (decoded === undefined) {
        return;
      }
      const frame = kept.subarray(0, decoded.consumed);
      kept = kept.subarray(decoded.consumed);
      for (const passed of pass(frame, decoded.message)) {
        if (target.readyState === WebSocket.OPEN) {
          target.send(passed);
        }
      }
    }
  };
}
