/**
 * The page on a scripted server, to look at its states without a real one:
 * `npx vite` here, then /test/demo/?scene=streaming (scenes below) and `&theme=dark`.
 */

import '@fontsource-variable/inter/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import '../../src/styles/tokens.css';
import '../../src/styles/base.css';
import type { Message, RoomId } from '@parley/chat-protocol';
import { createRoot } from 'react-dom/client';
import { App } from '../../src/app/app.tsx';
import { browserClock } from '../../src/connection/clock.ts';
import { ANA, BO, LLAMA, MIKA, TEO } from '../support/fixtures.ts';
import { ScriptedChat } from '../support/scripted-chat.ts';

const ANSWER = `Here are two lines, from what Ana and Bo said:

- **Bigger imports.** Files up to 50 MB load in one go; larger ones are refused with a clear message, and nothing is half loaded.
- **Old exports welcome.** The import also reads last year’s semicolon CSV files.

\`\`\`python
def read(path: str, limit: int = 50) -> list[str]:
    # nothing is half loaded
    return open(path).read().split(";")
\`\`\`

Shall I add the limit to the help page as`;

const parameters = new URLSearchParams(location.search);
const scene = parameters.get('scene') ?? 'streaming';
const theme = parameters.get('theme');
if (theme !== null) document.documentElement.dataset['theme'] = theme;
localStorage.clear();
sessionStorage.clear();

const isSignedOut = scene === 'sign-in' || scene === 'invite-needed';
const chat = new ScriptedChat(isSignedOut ? null : MIKA.id, [LLAMA, ANA, BO, MIKA, TEO]);
chat.isInviteNeeded = scene === 'invite-needed';
chat.advance(Date.now() - new Date(2026, 2, 3, 10, 2).getTime() - 600_000);
const everybody = [LLAMA, ANA, BO, MIKA, TEO].map(({ id }) => id);
const room = chat.addRoom('launch-week', everybody);
chat.addRoom('reading-group', [LLAMA.id, ANA.id, MIKA.id]);
const hiring = chat.addRoom('hiring', everybody);
chat.addRoom('random', everybody);
const closed = chat.addRoom('support', [LLAMA.id, ANA.id, TEO.id]);
chat.startReply(chat.queueTurn(chat.say(hiring, BO.id, '@llama hello'), BO.id));

const SCENES: Readonly<Record<string, () => void>> = {
  empty: () => undefined,
  join: () => {
    location.hash = `#/rooms/${closed}`;
  },
  streaming: () => stream(),
  busy: () => {
    stream();
    chat.say(room, ANA.id, 'That reads well already, keep the second one short.');
  },
  reading: () => {
    const reply = chat.startReply(chat.queueTurn(question(), MIKA.id));
    chat.read(reply, 420, 900);
  },
  failed: () => {
    const reply = chat.startReply(chat.queueTurn(question(), MIKA.id));
    chat.write(reply, 'Here are two lines, from what Ana');
    chat.endReply(reply, {
      kind: 'failed',
      code: 'engine-crashed',
      reason: 'The model stopped working and is being restarted.',
    });
    chat.refusals.set('postMessage', {
      code: 'rate-limited',
      message: 'You are sending faster than this room allows. Try again in 12 seconds.',
    });
  },
  ended: () => ended(),
  starting: () => {
    chat.setAgent({ status: { state: 'starting', step: 'downloading', progress: 0.42 } });
    chat.queueTurn(question(), MIKA.id);
  },
  offline: () => {
    stream();
    setTimeout(() => {
      chat.isDown = true;
      chat.cut();
    }, 800);
  },
  long: () => {
    for (let count = 1; count <= 140; count += 1) {
      chat.advance(1_000);
      chat.say(room, (count % 3 === 0 ? ANA : BO).id, `Message number ${count} of a long day.`);
    }
    chat.advance(-140_000);
  },
  live: () => live(),
};

talk(room);
if (!isSignedOut) location.hash = `#/rooms/${room}`;
if (scene === 'empty') chat.room(room).messages.length = 0;
SCENES[scene]?.();

function talk(roomId: RoomId): void {
  chat.say(
    roomId,
    ANA.id,
    'The import takes files up to 50 MB now. Bigger ones get a clear error, nothing is half loaded.',
  );
  chat.advance(60_000);
  chat.say(
    roomId,
    BO.id,
    'And it reads the old CSV export too, with the semicolons. I tried all three of last year’s.',
  );
  chat.say(
    roomId,
    BO.id,
    'Details: https://example.org/import and `import --strict` for the rest.',
  );
  chat.advance(120_000);
}

function question(): Message {
  return chat.say(
    room,
    MIKA.id,
    '@llama write the two lines about the import for the release notes, please',
  );
}

function stream(): void {
  const asked = question();
  const turn = chat.queueTurn(asked, MIKA.id);
  const reply = chat.startReply(turn);
  chat.write(reply, ANSWER);
  const next = chat.say(room, BO.id, '@llama which formats did the old export have?');
  chat.queueTurn(next, BO.id);
}

function ended(): void {
  const asked = question();
  const first = chat.startReply(chat.queueTurn(asked, MIKA.id));
  chat.write(first, 'The import is bigger now.');
  chat.endReply(first, { kind: 'stopped', by: ANA.id });
  const second = chat.startReply(chat.queueTurn(asked, MIKA.id), first.id);
  chat.write(
    second,
    `${ANSWER} well?\n\n| Format | Since |\n|---|---|\n| CSV | 2019 |\n| JSON | 2024 |\n`,
  );
  chat.endReply(second, { kind: 'complete' });
  const third = chat.startReply(
    chat.queueTurn(chat.say(room, ANA.id, '@llama and in one line?'), ANA.id),
  );
  chat.write(third, 'Bigger files, and old ones');
  chat.endReply(third, { kind: 'stopped', by: BO.id });
}

function live(): void {
  const reply = chat.startReply(chat.queueTurn(question(), MIKA.id));
  const pieces = `${ANSWER} well?`.match(/\S+\s*|\s+/g) ?? [];
  const timer = setInterval(() => {
    const piece = pieces.shift();
    if (piece !== undefined) chat.write(reply, piece);
    else {
      clearInterval(timer);
      chat.endReply(reply, { kind: 'complete' });
    }
  }, 60);
}

const services = {
  openTransport: chat.openTransport,
  rest: chat.rest,
  clock: browserClock,
  random: Math.random,
  storage: sessionStorage,
};
const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<App services={services} secret={undefined} />);
