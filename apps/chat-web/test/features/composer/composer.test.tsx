// @vitest-environment happy-dom
import { limits } from '@parley/chat-protocol';
import { cleanup, createEvent, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { ANA, BO } from '../../support/fixtures.ts';
import { composer, happen, renderChat } from '../../support/render-chat.tsx';

afterEach(cleanup);

async function type(text: string): Promise<void> {
  await happen(() => {
    const field = composer();
    fireEvent.change(field, { target: { value: text } });
    field.setSelectionRange(text.length, text.length);
    fireEvent.select(field);
  });
}

async function press(key: string, options: object = {}): Promise<void> {
  await happen(() => fireEvent.keyDown(composer(), { key, ...options }));
}

function log(): HTMLElement {
  return screen.getByRole('log', { name: 'Messages' });
}

describe('the composer', () => {
  it('sends by Enter, empties itself and keeps the focus', async () => {
    await renderChat();
    await type('Hello there');
    await press('Enter');
    expect(within(log()).getByText('Hello there')).toBeDefined();
    expect(composer().value).toBe('');
    expect(document.activeElement).toBe(composer());
  });

  it('does not send by Shift+Enter', async () => {
    const { chat, roomId } = await renderChat();
    await type('Hello');
    await press('Enter', { shiftKey: true });
    expect(chat.room(roomId).messages).toEqual([]);
    expect(composer().value).toBe('Hello');
  });

  it('does not send while an input method composes', async () => {
    const { chat, roomId } = await renderChat();
    await type('こんに');
    await happen(() => {
      const event = createEvent.keyDown(composer(), { key: 'Enter' });
      Object.defineProperty(event, 'isComposing', { value: true });
      fireEvent(composer(), event);
    });
    await press('Enter', { keyCode: 229 });
    expect(chat.room(roomId).messages).toEqual([]);
  });

  it('does not send what is empty, or longer than the limit', async () => {
    const { chat, roomId } = await renderChat();
    await type('   ');
    await press('Enter');
    await type('x'.repeat(limits.maxMessageLength + 3));
    expect(screen.getByRole('alert').textContent).toBe('3 characters too long');
    await press('Enter');
    expect(chat.room(roomId).messages).toEqual([]);
    expect(composer().value).toHaveLength(limits.maxMessageLength + 3);
  });

  it('keeps a draft for the room over a reload', async () => {
    const { roomId } = await renderChat();
    await type('half a thou');
    expect(localStorage.getItem(`parley.draft.${roomId}`)).toContain('half a thou');
    cleanup();
    const { useComposer } = await import('../../../src/features/composer/use-composer.ts');
    const { renderHook } = await import('@testing-library/react');
    expect(renderHook(() => useComposer(roomId)).result.current.text).toBe('half a thou');
  });

  it('shows why a message was refused and gives the text back', async () => {
    const { chat } = await renderChat();
    chat.refusals.set('postMessage', { code: 'rate-limited', message: 'Wait 12 seconds.' });
    await type('too fast');
    await press('Enter');
    expect(screen.getByRole('alert').textContent).toContain('Wait 12 seconds.');
    await happen(() => screen.getByRole('button', { name: 'Edit' }).click());
    expect(composer().value).toBe('too fast');
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('says before sending that the agent will answer', async () => {
    await renderChat();
    await type('hello all');
    expect(screen.queryByText('Llama will answer')).toBeNull();
    await type('hello @LLAMA, and all');
    expect(screen.getByText('Llama will answer')).toBeDefined();
    await type('write to me@llama.example');
    expect(screen.queryByText('Llama will answer')).toBeNull();
  });

  it('says so too when it replies to the agent', async () => {
    await renderChat({
      prepare: (chat, roomId) => {
        const reply = chat.startReply(
          chat.queueTurn(chat.say(roomId, ANA.id, '@llama hi'), ANA.id),
        );
        chat.write(reply, 'Hello Ana.');
        chat.endReply(reply, { kind: 'complete' });
      },
    });
    await happen(() => screen.getByRole('button', { name: 'Reply to Llama' }).click());
    expect(screen.getByText('Llama will answer')).toBeDefined();
    await press('Escape');
    expect(screen.queryByText('Llama will answer')).toBeNull();
  });

  it('puts the call in front by its chip', async () => {
    await renderChat();
    await type('what do you think?');
    await happen(() => screen.getByRole('button', { name: '@llama' }).click());
    expect(composer().value).toBe('@llama what do you think?');
  });
});

describe('mentions', () => {
  it('offer the agent first, then the people of the room', async () => {
    await renderChat();
    await type('Ask @');
    const options = within(screen.getByRole('listbox')).getAllByRole('option');
    expect(options.map(({ textContent }) => textContent)).toEqual([
      expect.stringContaining('Llama'),
      expect.stringContaining('Ana'),
      expect.stringContaining('Bo'),
      expect.stringContaining('Mika'),
    ]);
  });

  it('are worked by the keys of a combobox', async () => {
    await renderChat();
    await type('Ask @');
    const options = within(screen.getByRole('listbox')).getAllByRole('option');
    const activeId = (): string | null => composer().getAttribute('aria-activedescendant');
    expect(activeId()).toBe(options[0]?.id);
    await press('ArrowDown');
    expect(activeId()).toBe(options[1]?.id);
    await press('ArrowUp');
    await press('ArrowUp');
    expect(activeId()).toBe(options[3]?.id);
    await press('ArrowDown');
    await press('ArrowDown');
    await press('ArrowDown');
    await press('Enter');
    expect(composer().value).toBe('Ask @Bo ');
    expect(screen.queryByRole('listbox')).toBeNull();
    expect(activeId()).toBeNull();
  });

  it('take Tab as well, and do not send', async () => {
    const { chat, roomId } = await renderChat();
    await type('@l');
    await press('Tab');
    expect(composer().value).toBe('@llama ');
    expect(chat.room(roomId).messages).toEqual([]);
  });

  it('close by Escape and leave the text', async () => {
    await renderChat();
    await type('@l');
    await press('Escape');
    expect(screen.queryByRole('listbox')).toBeNull();
    expect(composer().value).toBe('@l');
    await type('@ll');
    expect(screen.queryByRole('listbox')).toBeNull();
  });

  it('are marked in the message', async () => {
    const { chat, roomId } = await renderChat();
    await happen(() => chat.say(roomId, BO.id, 'Ask @Ana or @llama.'));
    expect(within(log()).getByText('@Ana')).toBeDefined();
    expect(within(log()).getByText('@llama')).toBeDefined();
  });
});
