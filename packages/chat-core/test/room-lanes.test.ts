import type { RoomId } from '@parley/chat-protocol';
import { describe, expect, it } from 'vitest';
import { RoomLanes } from '../src/room-lanes.ts';
import { settle } from './support/settle.ts';

const room = 'r1' as RoomId;
const other = 'r2' as RoomId;

describe('room lanes', () => {
  it('[CH-3] runs the tasks of a room one after the other, in the order of the calls', async () => {
    const lanes = new RoomLanes();
    const log: string[] = [];
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const first = lanes.run(room, async () => {
      await held;
      log.push('first');
    });
    const second = lanes.run(room, async () => void log.push('second'));
    await lanes.run(other, async () => void log.push('elsewhere'));
    release();
    await Promise.all([first, second]);
    expect(log).toEqual(['elsewhere', 'first', 'second']);
  });

  it('goes on after a task that fails, and tells its caller', async () => {
    const lanes = new RoomLanes();
    const failing = lanes.run(room, () => Promise.reject(new Error('no')));
    const next = lanes.run(room, async () => 'yes');
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });

  it('is idle when every lane is empty, those begun meanwhile too', async () => {
    const lanes = new RoomLanes();
    const log: string[] = [];
    void lanes.run(room, async () => {
      await settle();
      void lanes.run(other, async () => void log.push('begun meanwhile'));
    });
    await lanes.idle();
    expect(log).toEqual(['begun meanwhile']);
  });
});
