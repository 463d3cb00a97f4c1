// @vitest-environment happy-dom
import { act, cleanup, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ANA, BO, MIKA } from '../../support/fixtures.ts';
import { happen, renderChat } from '../../support/render-chat.tsx';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});

afterEach(() => {
  vi.useRealTimers();
  cleanup();
});

function liveRegion(): HTMLElement {
  const region = document.querySelector<HTMLElement>('output[aria-live=polite]');
  if (region === null) throw new Error('no live region');
  return region;
}

describe('the live region', () => {
  it('changes a few times during a stream of 500 tokens, and says whole sentences', async () => {
    const { chat, roomId } = await renderChat();
    const said: string[] = [];
    const observer = new MutationObserver(() => said.push(liveRegion().textContent ?? ''));
    observer.observe(liveRegion(), { childList: true, characterData: true, subtree: true });

    await happen(() => chat.say(roomId, MIKA.id, '@llama tell a story'));
    const [question] = chat.room(roomId).messages;
    if (question === undefined) throw new Error('no question');
    const turn = chat.queueTurn(question, MIKA.id);
    const reply = chat.startReply(turn);
    for (let token = 1; token <= 500; token += 1) {
      // Forty tokens a second: 12.5 s in all.
      vi.advanceTimersByTime(25);
      await act(async () => chat.write(reply, token % 10 === 0 ? 'end. ' : 'word '));
    }
    await happen(() => chat.endReply(reply, { kind: 'complete' }));
    observer.disconnect();

    expect(said[0]).toContain('Llama is answering you.');
    expect(said.at(-1)).toContain('Llama has finished.');
    expect(said.length).toBeGreaterThanOrEqual(3);
    expect(said.length).toBeLessThanOrEqual(6);
    const middle = said.slice(1, -1);
    for (const words of middle) expect(words).toMatch(/\.\s?$/);
    const words = said.join(' ').match(/\b(?:word|end)\b/g);
    expect(words).toHaveLength(500);
  });

  it('is the only one: neither the log nor the growing message is live', async () => {
    const { chat, roomId } = await renderChat();
    await happen(() => {
      const question = chat.say(roomId, MIKA.id, '@llama hi');
      chat.write(chat.startReply(chat.queueTurn(question, MIKA.id)), 'Hello');
    });
    const log = screen.getByRole('log');
    expect(log.getAttribute('aria-live')).toBe('off');
    const growing = log.querySelector('[aria-busy=true]');
    expect(growing?.textContent).toContain('Hello');
    expect(growing?.closest('[aria-live=polite], [aria-live=assertive]')).toBeNull();
  });

  it('says the same words again when they are written again', async () => {
    const { chat, roomId } = await renderChat();
    await happen(() => chat.say(roomId, BO.id, 'ok'));
    const first = liveRegion().textContent;
    await happen(() => chat.say(roomId, BO.id, 'ok'));
    expect(liveRegion().textContent).not.toBe(first);
    expect(liveRegion().textContent?.trim()).toBe('Bo: ok');
  });

  it('says what others write and who stopped an answer, not what was there before', async () => {
    const { chat, roomId } = await renderChat({
      prepare: (it, room) => it.say(room, ANA.id, 'old news'),
    });
    expect(liveRegion().textContent).toBe('');
    await happen(() => chat.say(roomId, BO.id, 'good morning'));
    expect(liveRegion().textContent?.trim()).toBe('Bo: good morning');
    await happen(() => {
      const reply = chat.startReply(chat.queueTurn(chat.say(roomId, BO.id, '@llama hi'), BO.id));
      chat.write(reply, 'Hello');
      chat.endReply(reply, { kind: 'stopped', by: ANA.id });
    });
    expect(liveRegion().textContent).toContain('stopped by Ana');
  });
});
