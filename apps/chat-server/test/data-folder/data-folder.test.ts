import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openDataFolder } from '../../src/data-folder/data-folder.ts';
import { findProcess } from '../../src/data-folder/process-identity.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PERMISSIONS = 0o777;

describe('secrets', () => {
  it('draws them once and keeps them for the owner alone', () => {
    using folder = temporaryFolder();
    const first = openDataFolder(folder.join('data'));
    first.release();
    const second = openDataFolder(folder.join('data'));
    second.release();

    expect(second.sessionKey).toEqual(first.sessionKey);
    expect(second.inviteSecret).toBe(first.inviteSecret);
    expect(first.sessionKey).toHaveLength(32);
    for (const file of ['session.key', 'invite.secret'])
      expect(statSync(folder.join('data', file)).mode & PERMISSIONS).toBe(0o600);
  });

  it.each(['', 'c2hvcnQ', `${'x'.repeat(43)}\ufffd`])(
    'refuses a damaged key, leaves it as it is, and says what can be done: %j',
    (content) => {
      using folder = temporaryFolder();
      writeFileSync(folder.join('session.key'), content);
      expect(() => openDataFolder(folder.path)).toThrow(
        expect.objectContaining({
          code: 'data-folder-unusable',
          message: expect.stringMatching(/session\.key is damaged.*delete it/),
        }),
      );
      expect(readFileSync(folder.join('session.key'), 'utf8')).toBe(content);
      expect(existsSync(folder.join('server.lock'))).toBe(false);
    },
  );

  it('takes back what others may read', () => {
    using folder = temporaryFolder();
    openDataFolder(folder.path).release();
    chmodSync(folder.join('session.key'), 0o644);
    openDataFolder(folder.path).release();
    expect(statSync(folder.join('session.key')).mode & PERMISSIONS).toBe(0o600);
  });
});

describe('lock', () => {
  it('refuses a second server while the first one runs, and lets it in afterwards', () => {
    using folder = temporaryFolder();
    const first = openDataFolder(folder.path);
    expect(() => openDataFolder(folder.path)).toThrow(
      expect.objectContaining({
        code: 'data-folder-in-use',
        message: expect.stringContaining(`process ${process.pid}`),
      }),
    );
    first.release();
    openDataFolder(folder.path).release();
    expect(readdirSync(folder.path).toSorted()).toEqual(['invite.secret', 'session.key']);
  });

  it('takes over from a process that was killed', async () => {
    using folder = temporaryFolder();
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(child, 'spawn');
    writeFileSync(folder.join('server.lock'), JSON.stringify(findProcess(child.pid ?? 0)));
    expect(() => openDataFolder(folder.path)).toThrow(/uses the data folder/);

    child.kill('SIGKILL');
    await once(child, 'exit');
    openDataFolder(folder.path).release();
  });

  it('takes over from a process whose id is another one’s now', () => {
    using folder = temporaryFolder();
    const lock = JSON.stringify({ pid: process.pid, startedAt: 'before the last boot' });
    writeFileSync(folder.join('server.lock'), lock);
    openDataFolder(folder.path).release();
  });

  it.each(['', '{"pid":', 'null', '{"pid":"7"}'])('takes over a lock that reads %j', (content) => {
    using folder = temporaryFolder();
    writeFileSync(folder.join('server.lock'), content);
    openDataFolder(folder.path).release();
  });

  it('leaves the lock of a server that took over alone', () => {
    using folder = temporaryFolder();
    const first = openDataFolder(folder.path);
    writeFileSync(folder.join('server.lock'), 'another');
    first.release();
    expect(readFileSync(folder.join('server.lock'), 'utf8')).toBe('another');
  });
});

describe('a folder that cannot be used', () => {
  it('is refused with the setting that changes it when a file stands in its place', () => {
    using folder = temporaryFolder();
    writeFileSync(folder.join('data'), '');
    expect(() => openDataFolder(folder.join('data'))).toThrow(
      expect.objectContaining({
        code: 'data-folder-unusable',
        message: expect.stringContaining('--data (PARLEY_DATA)'),
      }),
    );
  });

  it('is made with its parents', () => {
    using folder = temporaryFolder();
    openDataFolder(folder.join('a/b/c')).release();
    expect(statSync(folder.join('a/b/c')).mode & PERMISSIONS).toBe(0o700);
  });

  it.runIf(existsSync('/proc/self'))('is refused where the system makes no folders', () => {
    expect(() => openDataFolder('/proc/parley/data')).toThrow(/cannot be used/);
  });

  it('is refused where a link leads nowhere', () => {
    using folder = temporaryFolder();
    symlinkSync(folder.join('nowhere'), folder.join('link'));
    expect(() => openDataFolder(folder.join('link/data'))).toThrow(/cannot be used/);
  });

  it.each(['session.key', 'signed-out-sessions'])('is given back when %s is no file', (name) => {
    using folder = temporaryFolder();
    mkdirSync(folder.join(name));
    expect(() => openDataFolder(folder.path)).toThrow(/cannot be used/);
    expect(existsSync(folder.join('server.lock'))).toBe(false);
  });
});
