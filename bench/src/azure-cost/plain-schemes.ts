/** Other ways to send an answer to everybody, each on a hub of its own, all on one server behind the emulator. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import type { HubConnection } from '@microsoft/signalr';
import { createAzureSignalR } from '@parley/azure-signalr';
import { startEmulator } from '@parley/azure-signalr-emulator';
import type { HubContract } from '@parley/signalr-protocol';
import { createSignalRServer } from '@parley/signalr-server';
import type { HubHandle } from '@parley/signalr-server';
import { Delays } from './delays.ts';
import { paced, wholeText } from './paced-text.ts';
import type { PacedText } from './paced-text.ts';
import type { SchemeResult } from './scheme-result.ts';

interface PieceContract extends HubContract {
  readonly events: {
    /** With the ids that a chat would send along. */
    piece(roomId: string, messageId: string, offset: number, text: string): void;
  };
}

type SendPiece = (offset: number, text: string) => void;

/** Sends what comes, from the first token on; the function returned sends the rest. */
type Scheme = (send: SendPiece) => { onToken(token: string): void; onEnd(): void };

const ROOM_ID = 'r'.repeat(22);
const MESSAGE_ID = 'm'.repeat(22);
/** Characters by which the text has grown before all of it is sent again, as in Microsoft's sample. */
const GROWTH = 20;

const SCHEMES: Readonly<Record<string, Scheme>> = {
  'a message per token': (send) => {
    let offset = 0;
    return {
      onToken: (token) => {
        send(offset, token);
        offset += token.length;
      },
      onEnd: () => undefined,
    };
  },
  'the whole text, each 20 characters': (send) => {
    let text = '';
    let sentLength = 0;
    const sendAll = (): void => {
      sentLength = text.length;
      send(0, text);
    };
    return {
      onToken: (token) => {
        text += token;
        if (text.length - sentLength > GROWTH) sendAll();
      },
      onEnd: sendAll,
    };
  },
  'what is new, every 50 ms': (send) => everyInterval(50, send),
  'what is new, every 100 ms': (send) => everyInterval(100, send),
  'one message at the end': (send) => {
    let text = '';
    return { onToken: (token) => void (text += token), onEnd: () => send(0, text) };
  },
};

export async function runPlainSchemes(
  text: PacedText,
  viewerCount: number,
): Promise<SchemeResult[]> {
  await using emulator = await startEmulator({ port: 0 });
  const service = createAzureSignalR({ endpoints: emulator.connectionString });
  const signalR = createSignalRServer({ service });
  const hubs = Object.keys(SCHEMES).map((scheme, index) => ({
    scheme,
    path: `/scheme${index}`,
    handle: signalR.mapHub<PieceContract>(`/scheme${index}`, { methods: {} }),
  }));
  const server = createServer();
  signalR.attach(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await service.connected();
  try {
    const viewers = await Promise.all(
      hubs.map(async ({ scheme, path, handle }) => ({
        scheme,
        hub: path.slice(1),
        handle,
        viewers: await openViewers(`http://localhost:${port}${path}`, viewerCount),
      })),
    );
    const results = await Promise.all(
      viewers.map(async (each) => ({ each, run: await runScheme(each, text) })),
    );
    const billed = new Map(emulator.billing().hubs.map(({ hub, messages }) => [hub, messages]));
    // Afterwards, because a client's goodbye is a message too.
    const connections = viewers.flatMap((each) => each.viewers.map(({ connection }) => connection));
    await Promise.all(connections.map((connection) => connection.stop()));
    return results.map(({ each, run }) => ({
      scheme: each.scheme,
      viewers: viewerCount,
      perViewer: (billed.get(each.hub) ?? Number.NaN) / viewerCount,
      withQuestion: undefined,
      toServer: 0,
      ...run,
    }));
  } finally {
    await signalR.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

interface PlainViewer {
  readonly connection: HubConnection;
  text: string;
  onText: (length: number) => void;
}

interface RunningScheme {
  readonly scheme: string;
  readonly handle: HubHandle<PieceContract>;
  readonly viewers: readonly PlainViewer[];
}

async function openViewers(url: string, count: number): Promise<PlainViewer[]> {
  const viewers = Array.from({ length: count }, (): PlainViewer => {
    const connection = new HubConnectionBuilder()
      .withUrl(url)
      .configureLogging(LogLevel.Error)
      .build();
    const viewer: PlainViewer = { connection, text: '', onText: () => undefined };
    connection.on('piece', (_room: string, _message: string, offset: number, text: string) => {
      viewer.text = viewer.text.slice(0, offset) + text;
      viewer.onText(viewer.text.length);
    });
    return viewer;
  });
  await Promise.all(viewers.map(({ connection }) => connection.start()));
  return viewers;
}

async function runScheme(
  { scheme, handle, viewers }: RunningScheme,
  text: PacedText,
): Promise<Pick<SchemeResult, 'delays' | 'wholeTexts'>> {
  const delays = new Delays();
  const expected = wholeText(text);
  const arrived = viewers.map(
    (viewer, index) =>
      new Promise<void>((resolve) => {
        viewer.onText = (length) => {
          if (index === 0) delays.showed(length);
          if (viewer.text === expected) resolve();
        };
      }),
  );
  const sending = SCHEMES[scheme]?.((offset, piece) => {
    void handle.clients.all.send('piece', ROOM_ID, MESSAGE_ID, offset, piece);
  });
  for await (const token of paced(text)) {
    delays.wrote(token);
    sending?.onToken(token);
  }
  sending?.onEnd();
  await Promise.all(arrived);
  return { delays, wholeTexts: viewers.length };
}

function everyInterval(
  intervalMs: number,
  send: SendPiece,
): { onToken(token: string): void; onEnd(): void } {
  let waiting = '';
  let offset = 0;
  let lastAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting === '') return;
    send(offset, waiting);
    offset += waiting.length;
    waiting = '';
    lastAt = performance.now();
  };
  return {
    onToken: (token) => {
      waiting += token;
      const waitMs = lastAt + intervalMs - performance.now();
      if (waitMs <= 0) flush();
      else timer ??= setTimeout(flush, waitMs);
    },
    onEnd: flush,
  };
}
