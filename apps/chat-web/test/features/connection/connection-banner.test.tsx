// @vitest-environment happy-dom
import { act, cleanup, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { happen, renderChat } from '../../support/render-chat.tsx';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  cleanup();
});

async function wait(ms: number): Promise<void> {
  await act(async () => vi.advanceTimersByTime(ms));
}

describe('the banner', () => {
  it('leaves a short loss unsaid', async () => {
    const { chat, clock } = await renderChat();
    await happen(() => chat.cut());
    await wait(1_900);
    expect(screen.queryByText('Reconnecting…')).toBeNull();
    await happen(() => clock.advance(1_000));
    await wait(5_000);
    expect(screen.queryByText('Reconnecting…')).toBeNull();
  });

  it('says that the connection is lost, tries at once when told to, and goes', async () => {
    const { chat } = await renderChat();
    await happen(() => {
      chat.isDown = true;
      chat.cut();
    });
    await wait(2_000);
    expect(screen.getByRole('alert').textContent).toContain('Reconnecting…');
    chat.isDown = false;
    await happen(() => screen.getByRole('button', { name: 'Retry now' }).click());
    expect(screen.queryByRole('alert')).toBeNull();
    expect(chat.isConnected).toBe(true);
  });

  it('says what is away where it is not the server', async () => {
    const { chat, clock } = await renderChat();
    await happen(() => {
      chat.isDown = true;
      chat.isServiceAway = true;
      chat.cut();
    });
    await happen(() => clock.advance(1_000));
    await wait(2_000);
    const text = 'The service that connects people cannot be reached.';
    expect(screen.getByRole('alert').textContent).toContain(text);
    chat.isDown = false;
    await happen(() => screen.getByRole('button', { name: 'Retry now' }).click());
    chat.isServiceAway = false;
    await happen(() => chat.cut());
    await wait(2_000);
    expect(screen.queryByText(text)).toBeNull();
  });
});
