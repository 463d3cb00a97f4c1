import type { ClientMessageId, MemberId, MessageId, RoomId, TurnId } from '@parley/chat-protocol';
import { describe, expect, it } from 'vitest';
import { settle } from '../support/settle.ts';
import { LLAMA, TestChat, problem, value } from '../support/test-chat.ts';

describe('rooms', () => {
  it('[CH-70] are made with who makes them, and every agent', async () => {
    const test = await TestChat.start();
    const ann = await test.person('Ann');
    test.publisher.clear();
    const room = value(await test.chat.createRoom(ann, { name: '  The   attic ' }));
    expect(room).toMatchObject({ name: 'The attic', memberIds: [ann, LLAMA], lastSequence: 0 });
    expect(test.publisher.sent).toEqual([
      { audience: { to: 'everybody' }, event: { name: 'room-changed', payload: { room } } },
    ]);
    expect(test.chat.roomsOf(ann)).toContainEqual(room);
  });

  it('[CH-71] cannot share a name, whatever its case', async () => {
    const test = await TestChat.start();
    const ann = await test.person('Ann');
    const { id: roomId } = value(await test.chat.createRoom(ann, { name: 'Attic' }));
    expect(problem(await test.chat.createRoom(ann, { name: 'ATTIC' }))).toBe('room-name-taken');
    const taken = await test.chat.renameRoom(ann, { roomId, name: 'General' });
    expect(problem(taken)).toBe('room-name-taken');
    expect(value(await test.chat.renameRoom(ann, { roomId, name: 'ATTIC' })).name).toBe('ATTIC');
    expect(test.publisher.of('room-changed').at(-1)).toMatchObject({ room: { name: 'ATTIC' } });
  });

  it('[CH-72] are joined once, and left', async () => {
    const test = await TestChat.start();
    const ann = await test.person('Ann');
    const bob = await test.person('Bob');
    const { id: roomId } = value(await test.chat.createRoom(ann, { name: 'Attic' }));
    test.publisher.clear();
    value(await test.chat.joinRoom(bob, { roomId }));
    const again = value(await test.chat.joinRoom(bob, { roomId }));
    expect(again.memberIds).toEqual([ann, LLAMA, bob]);
    expect(test.publisher.of('room-changed')).toHaveLength(1);

    value(await test.chat.leaveRoom(bob, { roomId }));
    expect(test.chat.roomsOf(bob).map(({ name }) => name)).toEqual(['general']);
    expect(problem(await test.chat.openRoom(bob, { roomId }))).toBe('not-a-member');
  });

  it('[CH-72] keep the turns of who leaves', async () => {
    const test = await TestChat.start();
    const ann = await test.person('Ann');
    const bob = await test.person('Bob');
    await test.say(ann, '@llama one');
    await test.say(ann, '@llama two');
    value(await test.chat.leaveRoom(ann, { roomId: test.general.id }));
    for (const text of ['First.', 'Second.']) {
      test.model.current.text(text);
      test.model.current.end();
      await settle();
    }
    expect(await test.reply(bob)).toMatchObject({ text: 'Second.', askedBy: ann });
    expect(test.model.current.request.transcript.question.name).toBe('Ann');
  });

  it('[CH-73] take no message of a member who is leaving', async () => {
    const test = await TestChat.start();
    const ann = await test.person('Ann');
    const leaving = test.chat.leaveRoom(ann, { roomId: test.general.id });
    const posting = test.post(ann, 'too late');
    value(await leaving);
    expect(problem(await posting)).toBe('not-a-member');
  });

  it('[CH-73] let only their members do anything', async () => {
    const test = await TestChat.start();
    const ann = await test.person('Ann');
    const bob = await test.person('Bob');
    const { id: roomId } = value(await test.chat.createRoom(ann, { name: 'Attic' }));
    const { chat } = test;
    const messageId = 'm' as MessageId;
    const post = { clientMessageId: 'c' as ClientMessageId, text: 'hello', replyTo: null };
    const everything = (who: MemberId, room: RoomId) => [
      chat.openRoom(who, { roomId: room }),
      chat.postMessage(who, { roomId: room, ...post }),
      chat.stopTurn(who, { roomId: room, turnId: 't' as TurnId }),
      chat.regenerate(who, { roomId: room, messageId }),
      chat.readReply(who, { roomId: room, messageId, offset: 0 }),
      chat.history(who, room, { before: undefined, limit: 1 }),
      chat.heardTranscript(who, { roomId: room, messageId }),
      chat.renameRoom(who, { roomId: room, name: 'Mine' }),
      chat.leaveRoom(who, { roomId: room }),
    ];
    const codes = async (who: MemberId, room: RoomId) =>
      new Set((await Promise.all(everything(who, room))).map(problem));
    expect(await codes(bob, roomId)).toEqual(new Set(['not-a-member']));
    expect(await codes(bob, 'nowhere' as RoomId)).toEqual(new Set(['room-not-found']));
    expect(await codes('nobody' as MemberId, roomId)).toEqual(new Set(['not-signed-in']));
    expect(await codes(LLAMA, roomId)).toEqual(new Set(['not-signed-in']));
  });
});
