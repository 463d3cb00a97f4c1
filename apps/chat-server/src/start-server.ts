/** Starts a server of its settings, and stops it so that nothing is lost. */

import type { AddressInfo } from 'node:net';
import { LanguageModelError } from '@parley/llm';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { AzureService } from './azure/azure-service.ts';
import { reportService } from './azure/report-service.ts';
import { compose } from './compose.ts';
import type { Composition } from './compose.ts';
import type { Config } from './config.ts';
import { openDataFolder } from './data-folder/data-folder.ts';
import type { DataFolder } from './data-folder/data-folder.ts';
import { StartupError } from './errors.ts';
import { BUILT_PAGE } from './http/page-routes.ts';
import { publicAddress } from './public-address.ts';
import { createLogger } from './startup/create-logger.ts';
import { createModel } from './startup/create-model.ts';
import type { ChosenModel } from './startup/create-model.ts';
import { reportModel } from './startup/report-model.ts';
import { systemTime } from './system-clock.ts';
import type { ServerTime } from './system-clock.ts';
import { silentTerminal } from './startup/terminal.ts';
import type { Terminal } from './startup/terminal.ts';

/** Requests in progress are given this long to be answered. */
const REQUEST_END_TIMEOUT_MS = 1_000;
/** Longer than an engine that hangs is waited for before it is killed, or it would outlive the server. */
const MODEL_CLOSE_TIMEOUT_MS = 6_000;

/** What a server takes from outside its settings. */
export interface ServerOptions {
  /** Default: silent. */
  readonly terminal?: Terminal;
  /** Instead of the one that the settings name. */
  readonly model?: ChosenModel;
  /** Folder of the built page. Default: the web client's. */
  readonly pageRoot?: string;
  /** Default: this machine's. */
  readonly time?: ServerTime;
}

export interface Server extends AsyncDisposable {
  /** What people open, without a slash at the end. */
  readonly url: string;
  /** The same, with the secret where joining needs it. */
  readonly inviteUrl: string;
  readonly port: number;
  /** Replies in progress are kept and marked, connections told, everything committed. Idempotent. */
  close(): Promise<void>;
}

/**
 * Resolves as soon as people can come in; the model goes on starting.
 *
 * @throws {StartupError}
 */
export async function startServer(config: Config, options: ServerOptions = {}): Promise<Server> {
  const terminal = options.terminal ?? silentTerminal;
  const logger = createLogger(config, terminal);
  const time = options.time ?? systemTime;
  const folder = openDataFolder(config.data);
  let baseUrl = '';
  try {
    const service = AzureService.of(config);
    const chosen = options.model ?? createModel(config, logger);
    const pageRoot = options.pageRoot ?? BUILT_PAGE;
    const ingredients = {
      config,
      folder,
      chosen,
      logger,
      time,
      service,
      pageRoot,
      baseUrl: () => baseUrl,
    };
    const composition = await compose(ingredients);
    const port = await listen(composition, config);
    baseUrl = publicAddress({ ...config, port });
    return runServer({
      config,
      folder,
      chosen,
      logger,
      time,
      service,
      terminal,
      composition,
      port,
      baseUrl,
    });
  } catch (error) {
    folder.release();
    throw error;
  }
}

interface RunningParts {
  readonly config: Config;
  readonly folder: DataFolder;
  readonly chosen: ChosenModel;
  readonly logger: Logger;
  readonly time: ServerTime;
  readonly service: AzureService | undefined;
  readonly terminal: Terminal;
  readonly composition: Composition;
  readonly port: number;
  readonly baseUrl: string;
}

function runServer(parts: RunningParts): Server {
  const { config, chosen, logger, time, service, terminal, composition, port, baseUrl } = parts;
  const inviteUrl = composition.inviteGate.inviteUrl(baseUrl);
  terminal.line(`Parley is at ${baseUrl}`);
  if (composition.inviteGate.isNeeded) terminal.line(`People join by this link: ${inviteUrl}`);

  const { agentName } = config;
  const endReports = [
    reportModel({ ...chosen, agentName, terminal }),
    ...(service === undefined ? [] : [reportService({ service, terminal, clock: time.chat })]),
  ];
  let closing: Promise<void> | undefined;
  chosen.model.start().catch((error: unknown) => {
    // That it was ended while it started is no failure.
    if (closing === undefined) logModelFailure(error, logger);
  });
  const close = (): Promise<void> => {
    endReports.forEach((end) => end());
    return (closing ??= stopServer(parts));
  };
  return { url: baseUrl, inviteUrl, port, close, [Symbol.asyncDispose]: close };
}

/** Its status tells the room and the console; the log keeps what happened. */
function logModelFailure(error: unknown, logger: Logger): void {
  const isBug = !(error instanceof LanguageModelError) || error.code === 'internal';
  const fields = isBug ? { err: error } : { code: error.code, reason: error.message };
  logger.error(fields, 'the model did not start');
}

/** @throws {StartupError} `address-in-use` or `address-unusable` */
async function listen({ app, chat, signalr, store }: Composition, config: Config): Promise<number> {
  const { host, port } = config;
  try {
    await app.listen({ host, port });
    return portOf(app);
  } catch (error) {
    await chat.stop();
    await signalr.close();
    await app.close();
    await store.close();
    throw listenError(error, config);
  }
}

function portOf(app: FastifyInstance): number {
  const address = app.server.address() as AddressInfo;
  return address.port;
}

function listenError(error: unknown, { host, port }: Config): StartupError {
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
    return new StartupError(
      'address-in-use',
      `Port ${port} on ${host} is in use. Choose another with --port (PORT), or 0 for any free one.`,
      { cause: error },
    );
  const reason = error instanceof Error ? error.message : String(error);
  return new StartupError(
    'address-unusable',
    `The server cannot listen on ${host}, port ${port} (${reason}). ` +
      'See --host (PARLEY_HOST) and --port (PORT).',
    { cause: error },
  );
}

/** In this order: nobody new, replies kept, everybody told, the engine ended, the history closed. */
async function stopServer({ composition, chosen, folder, logger }: RunningParts): Promise<void> {
  const { app, chat, signalr, store } = composition;
  const noLongerListening = app.close();
  await chat.stop();
  await signalr.close();
  await endRequests(app, noLongerListening);
  if (!(await closesInTime(chosen)))
    logger.warn({ afterMs: MODEL_CLOSE_TIMEOUT_MS }, 'the model did not end in time');
  await store.close();
  folder.release();
}

/** Polls of the hub leave idle connections behind, which the server would wait for. */
async function endRequests(app: FastifyInstance, closed: Promise<unknown>): Promise<void> {
  app.server.closeIdleConnections();
  const timer = setTimeout(() => app.server.closeAllConnections(), REQUEST_END_TIMEOUT_MS);
  await closed;
  clearTimeout(timer);
}

async function closesInTime({ model }: ChosenModel): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, MODEL_CLOSE_TIMEOUT_MS, false);
  });
  const closed = model.close().then(() => true);
  const isClosed = await Promise.race([closed, timeout]);
  clearTimeout(timer);
  return isClosed;
}
