// @vitest-environment happy-dom
import type { ReplyMessage } from '@parley/chat-protocol';
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { ANA, BO, LLAMA, MIKA } from '../../support/fixtures.ts';
import { composer, happen, renderChat } from '../../support/render-chat.tsx';
import type { RenderedChat } from '../../support/render-chat.tsx';

afterEach(cleanup);

async function reply({ chat, roomId }: RenderedChat): Promise<ReplyMessage> {
  let started: ReplyMessage | undefined;
  await happen(() => {
    const question = chat.say(roomId, MIKA.id, '@llama hello');
    started = chat.startReply(chat.queueTurn(question, MIKA.id));
    chat.write(started, 'Hello everybody');
  });
  return started as ReplyMessage;
}

function button(name: string | RegExp): HTMLElement {
  return screen.getByRole('button', { name });
}

describe('a reply', () => {
  it('says whose answer it is, and shows what it heard', async () => {
    const it = await renderChat({
      prepare: (chat, id) => chat.say(id, ANA.id, 'the limit is 50 MB'),
    });
    await reply(it);
    await happen(() => button(/answering Mika · heard 2 messages/).click());
    const dialog = screen.getByRole('dialog', { name: 'What Llama heard' });
    expect(dialog.textContent).toContain('Ana the limit is 50 MB');
    expect(dialog.textContent).toContain('3 older messages did not fit.');
  });

  it('can be stopped by anybody, and says by whom it was', async () => {
    const it = await renderChat();
    await reply(it);
    await happen(() => button('Stop').click());
    expect(screen.getByText('stopped by Mika')).toBeDefined();
    expect(screen.queryByRole('button', { name: 'Stop' })).toBeNull();
  });

  it('can be asked for again, and the earlier one steps back', async () => {
    const it = await renderChat();
    const first = await reply(it);
    await happen(() => it.chat.endReply(first, { kind: 'complete' }));
    await happen(() => button('Answer again').click());
    const [turn] = it.chat.room(it.roomId).turns;
    await happen(() => {
      if (turn !== undefined) it.chat.write(it.chat.startReply(turn, first.id), 'Another answer');
    });
    expect(screen.queryByText('Hello everybody')).toBeNull();
    await happen(() => button('Earlier answer').click());
    expect(screen.getByText('Hello everybody')).toBeDefined();
  });

  it('that failed says why and can be retried', async () => {
    const it = await renderChat();
    const failed = await reply(it);
    const reason = 'The model stopped working.';
    await happen(() => it.chat.endReply(failed, { kind: 'failed', code: 'crashed', reason }));
    expect(screen.getByText(reason)).toBeDefined();
    await happen(() => button('Retry').click());
    expect(it.chat.calls.at(-1)).toMatchObject({ method: 'regenerate' });
  });

  it('shows the questions that wait, to be withdrawn', async () => {
    const it = await renderChat();
    await reply(it);
    await happen(() => {
      it.chat.queueTurn(it.chat.say(it.roomId, BO.id, '@llama and me?'), BO.id);
    });
    const queue = screen.getByRole('list', { name: 'Questions that wait' });
    expect(queue.textContent).toContain('and me?');
    expect(screen.getByText('writing · 1 waiting')).toBeDefined();
    await happen(() =>
      within(queue)
        .getByRole('button', { name: /Withdraw/ })
        .click(),
    );
    expect(screen.queryByRole('list', { name: 'Questions that wait' })).toBeNull();
  });

  it('grows without touching the other messages', async () => {
    const it = await renderChat({ prepare: (chat, id) => chat.say(id, ANA.id, 'stay as you are') });
    const growing = await reply(it);
    const changed: string[] = [];
    const observer = new MutationObserver((records) => {
      for (const { target } of records) {
        const element = target instanceof Element ? target : target.parentElement;
        changed.push(element?.closest<HTMLElement>('[data-row]')?.dataset['row'] ?? 'outside');
      }
    });
    observer.observe(screen.getByRole('log'), {
      childList: true,
      characterData: true,
      subtree: true,
      attributes: true,
    });
    await happen(() => it.chat.write(growing, ', hello again'));
    observer.disconnect();
    expect(new Set(changed)).toEqual(new Set([growing.id]));
  });
});

describe('a room', () => {
  it('that is empty invites, and one click asks', async () => {
    const it = await renderChat();
    await happen(() => button('Why is the sky blue?').click());
    expect(it.chat.room(it.roomId).messages[0]?.text).toBe('@llama Why is the sky blue?');
    expect(screen.queryByText('Welcome to # launch-week')).toBeNull();
  });

  it('is read message by message with the arrows', async () => {
    await renderChat({
      prepare: (chat, id) => ['one', 'two', 'three'].forEach((text) => chat.say(id, BO.id, text)),
    });
    const rows = screen.getAllByRole('article');
    const inTabOrder = () => rows.filter((row) => row.tabIndex === 0);
    expect(inTabOrder()).toEqual([rows[2]]);
    await happen(() => rows[2]?.focus());
    await happen(() => fireEvent.keyDown(rows[2] as HTMLElement, { key: 'ArrowUp' }));
    expect(document.activeElement).toBe(rows[1]);
    expect(inTabOrder()).toEqual([rows[1]]);
    await happen(() => fireEvent.keyDown(rows[1] as HTMLElement, { key: 'Home' }));
    expect(document.activeElement).toBe(rows[0]);
    await happen(() => fireEvent.keyDown(rows[0] as HTMLElement, { key: 'Escape' }));
    expect(document.activeElement).toBe(composer());
  });

  it('shows a message whose sending is under way, then in its place', async () => {
    const it = await renderChat();
    await happen(() => {
      it.chat.isDown = true;
      it.chat.cut();
    });
    await happen(() => fireEvent.change(composer(), { target: { value: 'from the train' } }));
    await happen(() => fireEvent.keyDown(composer(), { key: 'Enter' }));
    expect(screen.getByText('Will be sent when the connection is back')).toBeDefined();
    const element = screen.getByText('from the train').closest('article');
    it.chat.isDown = false;
    await happen(() => it.clock.advance(60_000));
    expect(screen.queryByText('Will be sent when the connection is back')).toBeNull();
    expect(screen.getAllByText('from the train')).toHaveLength(1);
    expect(element?.textContent).toContain('from the train');
  });

  it('names its regions', async () => {
    await renderChat();
    expect(screen.getByRole('navigation', { name: 'Rooms' })).toBeDefined();
    expect(screen.getByRole('main', { name: 'Conversation' })).toBeDefined();
    expect(screen.getByRole('complementary', { name: 'Who is here' })).toBeDefined();
    expect(screen.getByRole('form', { name: 'Write a message' })).toBeDefined();
    expect(document.title).toBe('# launch-week · Parley');
  });

  it('tells what its agent is and does', async () => {
    const it = await renderChat();
    const card = screen.getByRole('region', { name: 'Llama' });
    expect(card.textContent).toContain('listening');
    expect(card.textContent).toContain(LLAMA.model?.name);
    await happen(() =>
      it.chat.setAgent({ status: { state: 'starting', step: 'loading', progress: 0.5 } }),
    );
    expect(card.textContent).toContain('loading its model, 50\u00a0%');
    await happen(() => it.chat.setAgent({ status: { state: 'failed', reason: 'No such file.' } }));
    expect(card.textContent).toContain('No such file.');
  });

  it('that is left makes room for another', async () => {
    await renderChat({
      prepare: (chat) => chat.addRoom('another', [MIKA.id]),
    });
    await happen(() => button('Room menu').click());
    await happen(() => screen.getByRole('menuitem', { name: 'Leave room' }).click());
    await happen(() => dispatchEvent(new HashChangeEvent('hashchange')));
    expect(screen.getByRole('heading', { name: /another/, level: 1 })).toBeDefined();
  });

  it('that the person is not in offers the way in', async () => {
    const it = await renderChat({
      prepare: (chat) => {
        chat.say(chat.addRoom('hiring', [ANA.id]), ANA.id, 'inside');
      },
    });
    const other = [...it.chat.rooms.keys()].at(-1);
    await happen(() => {
      location.hash = `#/rooms/${other}`;
      dispatchEvent(new HashChangeEvent('hashchange'));
    });
    await happen(() => button('Join the room').click());
    expect(screen.getByText('inside')).toBeDefined();
  });
});
