// @vitest-environment happy-dom
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { takeFragmentSecret } from '../../../src/app/fragment-secret.ts';
import { MemoryStorage } from '../../support/memory-storage.ts';
import { happen, renderChat } from '../../support/render-chat.tsx';

afterEach(cleanup);

const signedOut = { prepare: (chat: { me: unknown }) => void (chat.me = null) };

async function enterName(name: string): Promise<void> {
  await happen(() => {
    fireEvent.change(screen.getByRole('textbox', { name: 'Your name' }), {
      target: { value: name },
    });
  });
}

async function join(): Promise<void> {
  await happen(() => screen.getByRole('button', { name: 'Join the conversation' }).click());
}

describe('sign-in', () => {
  it('says while a name is written what is wrong with it', async () => {
    await renderChat(signedOut);
    await enterName('a:b');
    expect(screen.getByText(/cannot hold : @ #/)).toBeDefined();
    const field = screen.getByRole('textbox', { name: 'Your name' });
    expect(field.getAttribute('aria-invalid')).toBe('true');
  });

  it('tells who has the name already, and the way for who it is', async () => {
    await renderChat(signedOut);
    await enterName('ANA');
    await join();
    expect(screen.getByText(/“ANA” is taken/)).toBeDefined();
    expect(screen.getByText(/Sign in on another device/)).toBeDefined();
  });

  it('leads into the room', async () => {
    await renderChat(signedOut);
    await enterName('Nora');
    await join();
    expect(screen.getByRole('navigation', { name: 'Rooms' })).toBeDefined();
    expect(await screen.findByRole('heading', { name: /launch-week/, level: 1 })).toBeDefined();
  });

  it('says where an invite link is needed, unless the address held one', async () => {
    const prepare = (chat: { me: unknown; isInviteNeeded: boolean }): void => {
      chat.me = null;
      chat.isInviteNeeded = true;
    };
    await renderChat({ prepare });
    expect(screen.getByText(/Joining needs an invite link/)).toBeDefined();
    await renderChat({ prepare, secret: { kind: 'invite', secret: 'abc' } });
    expect(screen.queryByText(/Joining needs an invite link/)).toBeNull();
  });

  it('says that a device link is no good', async () => {
    await renderChat({ ...signedOut, secret: { kind: 'link', secret: 'used' } });
    expect(screen.getByRole('alert').textContent).toContain('used already');
  });
});

describe('a device link where somebody is signed in', () => {
  it('changes nobody, and says so', async () => {
    await renderChat({ secret: { kind: 'link', secret: 'of-another' } });
    expect(screen.getByRole('navigation', { name: 'Rooms' })).toBeDefined();
    expect(screen.getByText(/used already/)).toBeDefined();
  });
});

describe('secrets in the address', () => {
  it('are taken out of it at once', () => {
    location.hash = '#invite=kT3vQp';
    expect(takeFragmentSecret(new MemoryStorage())).toEqual({ kind: 'invite', secret: 'kT3vQp' });
    expect(location.href).not.toContain('kT3vQp');
    expect(takeFragmentSecret(new MemoryStorage())).toBeUndefined();
  });

  it('of an invite are kept over a reload, those of a device link are not', () => {
    const storage = new MemoryStorage();
    location.hash = '#invite=kT3vQp';
    takeFragmentSecret(storage);
    expect(takeFragmentSecret(storage)).toEqual({ kind: 'invite', secret: 'kT3vQp' });
    storage.clear();
    location.hash = '#link=once';
    expect(takeFragmentSecret(storage)).toEqual({ kind: 'link', secret: 'once' });
    expect(storage.length).toBe(0);
  });
});
