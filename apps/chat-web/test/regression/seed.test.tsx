// @vitest-environment happy-dom
/** Faults of the sample chats that were their pages': names put into HTML, and "Hit F5" after a lost connection. */

import { cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { ANA } from '../support/fixtures.ts';
import { composer, happen, renderChat } from '../support/render-chat.tsx';

const MARKUP = '<img src=x onerror=alert(1)>';

afterEach(cleanup);

describe('regressions of the samples’ pages', () => {
  it('nothing that a person or a room is called, or says, is markup', async () => {
    await renderChat({
      prepare: (chat, roomId) => {
        chat.members.set(ANA.id, { ...ANA, name: MARKUP });
        const scripted = chat.room(roomId);
        scripted.room = { ...scripted.room, name: MARKUP };
        chat.say(roomId, ANA.id, `${MARKUP} [x](javascript:alert(1)) javascript:alert(1)`);
      },
    });
    expect(screen.getByRole('log').textContent).toContain(`${MARKUP} [x](javascript:alert(1))`);
    expect(screen.getByRole('heading', { level: 1 }).textContent).toContain(MARKUP);
    expect(document.querySelector('img, script, [onerror], a[href^="javascript"]')).toBeNull();
  });

  it('a lost connection asks for no reload: one goes on writing where one was', async () => {
    const { chat, clock, roomId } = await renderChat();
    await happen(() => chat.cut());
    await happen(() => clock.advance(60_000));
    await happen(() => chat.say(roomId, ANA.id, 'welcome back'));
    expect(screen.getByText('welcome back')).toBeDefined();
    expect(composer().disabled).toBe(false);
  });
});
