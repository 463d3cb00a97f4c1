/** The composition root: builds every part of a server of its settings, and says who knows whom. */

import { createChat, StorageError } from '@parley/chat-core';
import type { Chat, HistoryStore } from '@parley/chat-core';
import { openSqliteHistoryStore } from '@parley/chat-store';
import { createSignalRServer } from '@parley/signalr-server';
import type { SignalRServer } from '@parley/signalr-server';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { AzureService } from './azure/azure-service.ts';
import type { Config } from './config.ts';
import type { DataFolder } from './data-folder/data-folder.ts';
import { StartupError } from './errors.ts';
import { createHttpApp } from './http/create-http-app.ts';
import { isReachableByOthers, OriginPolicy } from './http/origin-policy.ts';
import { authenticate } from './hub/authenticate.ts';
import { createChatHub } from './hub/chat-hub.ts';
import { billedDelivery, directDelivery } from './hub/delivery.ts';
import { HubPublisher } from './hub/hub-publisher.ts';
import { createMissedNotice } from './hub/missed-notice.ts';
import { MemberConnections } from './hub/member-connections.ts';
import { AttemptLimit } from './sessions/attempt-limit.ts';
import { DEVICE_LINK_LIFETIME_MS, DeviceLinks } from './sessions/device-links.ts';
import { InviteGate } from './sessions/invite-gate.ts';
import { Sessions } from './sessions/sessions.ts';
import type { ChosenModel } from './startup/create-model.ts';
import { randomIds } from './system-clock.ts';
import type { ServerTime } from './system-clock.ts';

/** Its name and handle may change; its replies stay its own. */
const AGENT_ID = 'agent';
/** What the service, or other servers, know the hub by. */
const HUB_NAME = 'parley';
/** Pages of SQLite have 4 KiB. */
const PAGES_PER_MIB = 256;
/** 64 KiB: the longest message in its largest encoding. */
const MAX_HUB_MESSAGE_BYTES = 64 * 1024;
/** Wrong invites of one address. */
const GUESSES = { maxAttempts: 10, windowMs: 15 * 60_000 };
/** New people of one address. */
const NEW_PEOPLE = { maxAttempts: 60, windowMs: 60_000 };
/** Links for another device of one member: each is kept until it is used. */
const NEW_LINKS = { maxAttempts: 20, windowMs: DEVICE_LINK_LIFETIME_MS };

export interface Ingredients {
  readonly config: Config;
  readonly folder: DataFolder;
  readonly chosen: ChosenModel;
  readonly logger: Logger;
  readonly time: ServerTime;
  /** Through which people connect, where it is not this server. */
  readonly service: AzureService | undefined;
  /** Folder of the built page. */
  readonly pageRoot: string;
  /** What people open, without a slash at the end; asked for once the server listens. */
  readonly baseUrl: () => string;
}

export interface Composition {
  readonly store: HistoryStore;
  readonly chat: Chat;
  readonly signalr: SignalRServer;
  /** Ready to listen, hubs attached. */
  readonly app: FastifyInstance;
  readonly inviteGate: InviteGate;
}

/** @throws {StartupError} `data-folder-unusable` when the history cannot be opened. */
export async function compose(ingredients: Ingredients): Promise<Composition> {
  const { config, folder, chosen, logger, time, service } = ingredients;
  const store = await openHistory(ingredients);
  try {
    const delivery = service === undefined ? directDelivery : billedDelivery;
    const publisher = new HubPublisher({ logger, delivery });
    const chat = createChat({
      store,
      publisher,
      clock: time.chat,
      ids: randomIds,
      logger,
      agents: [agentOptions(config, chosen)],
      limits: {
        messagesPerMinute: config.messagesPerMinute,
        callsPerMinute: config.callsPerMinute,
        maxQueuedTurns: config.maxQueuedTurns,
        replyPace: delivery.replyPace,
        presenceGatherMs: delivery.presenceGatherMs,
      },
    });
    await chat.start();
    const front = await composeFront(ingredients, { store, chat, publisher });
    return { store, chat, ...front };
  } catch (error) {
    await store.close();
    throw asStartupError(error, folder);
  }
}

interface Core {
  readonly store: HistoryStore;
  readonly chat: Chat;
  readonly publisher: HubPublisher;
}

/** What people reach: the hub and the routes, behind the same sessions and the same origins. */
async function composeFront(
  { config, folder, chosen, logger, time, service, pageRoot, baseUrl }: Ingredients,
  { store, chat, publisher }: Core,
): Promise<Pick<Composition, 'signalr' | 'app' | 'inviteGate'>> {
  const clock = time.chat;
  const originPolicy = new OriginPolicy(config);
  const connections = new MemberConnections((memberId) => chat.roomsOf(memberId));
  const sessions = new Sessions({
    key: folder.sessionKey,
    clock,
    people: chat,
    signedOut: folder.signedOut,
    isSecure: config.publicUrl?.startsWith('https:') === true,
  });
  const inviteGate = new InviteGate({
    isNeeded: config.invite !== undefined || isReachableByOthers(config),
    secret: config.invite ?? folder.inviteSecret,
    wrongAttempts: new AttemptLimit({ clock, ...GUESSES }),
  });

  const signalr = createSignalRServer({ logger, clock: time.hub, service: service?.factory });
  const isSessionOpen = (sessionId: string): boolean => sessions.isOpen(sessionId);
  const inviteUrl = (): string => inviteGate.inviteUrl(baseUrl());
  const hub = signalr.mapHub(
    '/hub',
    createChatHub({ chat, connections, inviteUrl, isSessionOpen }),
    {
      name: HUB_NAME,
      authenticate: (request) => authenticate(request, { sessions, originPolicy }),
      isOriginAllowed: (origin, { headers }) => originPolicy.isOriginAllowed(origin, headers.host),
      maxReceiveMessageBytes: MAX_HUB_MESSAGE_BYTES,
      closeOnAuthenticationExpiration: true,
    },
  );
  publisher.open(hub.clients);
  service?.onConnectionLost(createMissedNotice({ clients: hub.clients, clock, logger }));

  const app = await createHttpApp({
    logger,
    originPolicy,
    isBehindProxy: config.publicUrl !== undefined,
    pageRoot,
    connectOrigins: service?.clientOrigins ?? [],
    session: {
      chat,
      sessions,
      inviteGate,
      deviceLinks: new DeviceLinks({ store, clock }),
      newPeople: new AttemptLimit({ clock, ...NEW_PEOPLE }),
      newLinks: new AttemptLimit({ clock, ...NEW_LINKS }),
      baseUrl,
      service,
      endConnections: (sessionId) => connections.endSession(sessionId),
    },
    rooms: { chat, sessions, onRoomsChanged: (memberId) => connections.synchronise(memberId) },
    health: { store, model: chosen.model, service },
  });
  signalr.attach(app.server);
  return { signalr, app, inviteGate };
}

function agentOptions(
  { agentName, agentHandle }: Config,
  { model, isPackaged, suggestions }: ChosenModel,
): Parameters<typeof createChat>[0]['agents'][number] {
  return {
    id: AGENT_ID,
    name: agentName,
    handle: agentHandle,
    model,
    isPackaged,
    suggestions: suggestions.map((each) => each.replaceAll('{handle}', agentHandle)),
  };
}

async function openHistory({ config, folder, logger }: Ingredients): Promise<HistoryStore> {
  const { maxHistorySize } = config;
  try {
    return await openSqliteHistoryStore({
      path: folder.historyPath,
      logger,
      ...(maxHistorySize !== undefined && { maxPageCount: maxHistorySize * PAGES_PER_MIB }),
    });
  } catch (error) {
    throw asStartupError(error, folder);
  }
}

function asStartupError(error: unknown, { historyPath }: DataFolder): unknown {
  if (!(error instanceof StorageError)) return error;
  return new StartupError(
    'data-folder-unusable',
    `The history ${historyPath} cannot be used: ${error.message}`,
    { cause: error },
  );
}
