/** Builds the parts of a chat and gives each what it needs. */

import { AgentRoster } from './agents/agent-roster.ts';
import { Announcer } from './announcer.ts';
import { TranscriptBuilder } from './context/transcript-builder.ts';
import type { ChatOptions } from './create-chat.ts';
import { Posting } from './messages/posting.ts';
import { RecentPosts } from './messages/recent-posts.ts';
import { RoomViews } from './messages/room-views.ts';
import { People } from './people/people.ts';
import { PresenceNews } from './people/presence-news.ts';
import { Presence } from './people/presence.ts';
import { Registration } from './people/registration.ts';
import { RateLimits } from './rate-limits.ts';
import { RoomLanes } from './room-lanes.ts';
import { Membership } from './rooms/membership.ts';
import { Rooms } from './rooms/rooms.ts';
import { LiveReplies } from './turns/live-replies.ts';
import { ReplyEndings } from './turns/reply-endings.ts';
import { TurnBoard } from './turns/turn-board.ts';
import { TurnRequests } from './turns/turn-requests.ts';
import { TurnRunner } from './turns/turn-runner.ts';
import { TurnScheduler } from './turns/turn-scheduler.ts';

type Base = ReturnType<typeof createBase>;

export interface ChatParts extends Base {
  readonly membership: Membership;
  readonly scheduler: TurnScheduler;
  readonly endings: ReplyEndings;
  readonly presence: Presence;
  readonly registration: Registration;
  readonly posting: Posting;
  readonly turnRequests: TurnRequests;
  readonly views: RoomViews;
}

/** @throws {RangeError} when two agents share an id, a name or a handle. */
export function createParts(options: ChatOptions): ChatParts {
  const base = createBase(options);
  const membership = new Membership(base);
  const { scheduler, endings } = createTurns(base);
  const asking = { ...base, scheduler };
  const news = new PresenceNews(base);
  return {
    ...base,
    membership,
    scheduler,
    endings,
    presence: new Presence({ ...base, news }),
    registration: new Registration({ ...base, membership }),
    posting: new Posting({ ...asking, news, recent: new RecentPosts() }),
    turnRequests: new TurnRequests(asking),
    views: new RoomViews(base),
  };
}

/** The ports, and the state that several parts share. */
function createBase(options: ChatOptions) {
  const { limits, agents, ...ports } = options;
  return {
    ...ports,
    pace: limits.replyPace,
    presenceGatherMs: limits.presenceGatherMs,
    maxQueuedTurns: limits.maxQueuedTurns,
    roster: new AgentRoster(agents),
    people: new People(),
    rooms: new Rooms(),
    board: new TurnBoard(),
    live: new LiveReplies(),
    lanes: new RoomLanes(),
    announcer: new Announcer(options),
    rateLimits: new RateLimits(options),
  };
}

function createTurns(base: Base) {
  const { people, roster, rooms } = base;
  const transcripts = new TranscriptBuilder({
    ...base,
    nameOf: (id) => people.find(id)?.name ?? roster.find(id)?.name,
    roomName: (id) => rooms.find(id)?.name ?? '',
  });
  const endings = new ReplyEndings(base);
  const runner = new TurnRunner({ ...base, transcripts, endings });
  const scheduler = new TurnScheduler({ ...base, runner });
  return { scheduler, endings };
}
