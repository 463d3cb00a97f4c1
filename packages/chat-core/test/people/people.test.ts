import type { MemberId } from '@parley/chat-protocol';
import { describe, expect, it } from 'vitest';
import { ScriptedModel } from '../support/scripted-model.ts';
import { settle } from '../support/settle.ts';
import { TestChat, agentOptions, problem, value } from '../support/test-chat.ts';

describe('people', () => {
  it('[CH-74] have names that nobody else has, whatever the case', async () => {
    const test = await TestChat.start();
    const ann = value(await test.chat.addPerson('  Ann   Lee '));
    expect(ann).toMatchObject({ kind: 'person', name: 'Ann Lee', isOnline: false });
    for (const name of ['ann lee', 'ANN LEE', 'Ａｎｎ Lee'])
      expect(problem(await test.chat.addPerson(name))).toBe('name-taken');
    expect(test.chat.findPerson(ann.id)).toEqual(ann);
  });

  it('[CH-74] cannot have an agent’s name or handle', async () => {
    const owl = { ...agentOptions('Night Owl', new ScriptedModel()), id: 'owl', handle: 'owl' };
    const test = await TestChat.start({ otherAgents: [owl] });
    const names = [
      'llama',
      'LLAMA',
      'Ｌlama',
      'night  owl',
      'Owl',
      'Llama.',
      'LIama',
      'Ll\u0430ma',
    ];
    for (const name of names) expect(problem(await test.chat.addPerson(name))).toBe('name-taken');
  });

  it.each(['', ' ', '...', 'a:b', 'Bo\u202eb', 'system', 'x'.repeat(33)])(
    '[CH-74] cannot be called %j',
    async (name) => {
      const test = await TestChat.start();
      expect(problem(await test.chat.addPerson(name))).toBe('invalid-input');
    },
  );

  it('[CH-75] are in the first room from the beginning', async () => {
    const test = await TestChat.start();
    const ann = await test.person('Ann');
    expect(test.chat.roomsOf(ann)).toEqual([test.general]);
    expect(test.publisher.of('member-changed')).toMatchObject([{ member: { name: 'Ann' } }]);
    expect(test.publisher.of('room-changed').at(-1)).toMatchObject({
      room: { memberIds: ['llama', ann] },
    });
  });

  it('[CH-4] are not there when they could not be committed', async () => {
    const test = await TestChat.start();
    test.publisher.clear();
    test.store.break('addPerson');
    expect(problem(await test.chat.addPerson('Ann'))).toBe('storage-full');
    expect(test.publisher.sent).toEqual([]);
    test.store.repair();
    await test.person('Ann');
  });

  it('are there even when the first room cannot be joined just now', async () => {
    const test = await TestChat.start();
    test.store.break('addRoomMember');
    const ann = await test.person('Ann');
    expect(test.chat.roomsOf(ann)).toEqual([]);
    test.store.repair();
    value(await test.chat.joinRoom(ann, { roomId: test.general.id }));
  });

  it('are welcomed with everybody, every room and the turns of their own rooms', async () => {
    const test = await TestChat.start();
    const ann = await test.person('Ann');
    const bob = await test.person('Bob');
    value(await test.chat.createRoom(bob, { name: 'Attic' }));
    await test.say(ann, '@llama hello');
    const welcome = value(test.chat.welcome(ann));
    expect(welcome.me).toBe(ann);
    expect(welcome.members.map(({ name }) => name)).toEqual(['Llama', 'Ann', 'Bob']);
    expect(welcome.rooms.map(({ name }) => name)).toEqual(['general', 'Attic']);
    expect(welcome.turns).toEqual(test.turns());
    expect(problem(test.chat.welcome('nobody' as MemberId))).toBe('not-signed-in');
  });
});

describe('presence', () => {
  it('[CH-76] lasts as long as any connection of the person', async () => {
    const test = await TestChat.start();
    const ann = await test.person('Ann');
    test.publisher.clear();
    test.chat.connect(ann, 'phone');
    test.chat.connect(ann, 'desk');
    test.chat.disconnect(ann, 'phone');
    test.chat.disconnect(ann, 'phone');
    expect(test.chat.findPerson(ann)?.isOnline).toBe(true);
    test.clock.advance(1_000);
    test.chat.disconnect(ann, 'desk');
    const lastSeenAt = test.clock.now();
    expect(test.publisher.of('member-changed')).toMatchObject([
      { member: { id: ann, isOnline: true, lastSeenAt: lastSeenAt - 1_000 } },
      { member: { id: ann, isOnline: false, lastSeenAt } },
    ]);
    await settle();
    expect(await test.store.findPerson(ann)).toMatchObject({ lastSeenAt });
  });

  it('[CH-95] is told at once where it is quiet, and gathered where it is not', async () => {
    const test = await TestChat.start({ limits: { presenceGatherMs: 10_000 } });
    const [ann, bob, cy] = [
      await test.person('Ann'),
      await test.person('Bob'),
      await test.person('Cy'),
    ];
    const told = (): string[][] =>
      test.publisher.sent.map(({ event }) =>
        event.name === 'member-changed' && event.payload.member.kind === 'person'
          ? [event.payload.member.name, event.payload.member.isOnline ? 'online' : 'away']
          : [event.name],
      );
    test.publisher.clear();
    test.chat.connect(ann, 'a');
    test.chat.connect(bob, 'b');
    test.chat.connect(cy, 'c');
    expect(told()).toEqual([['Ann', 'online']]);
    test.clock.advance(10_000);
    expect(told().slice(1)).toEqual([
      ['Bob', 'online'],
      ['Cy', 'online'],
    ]);
    expect(test.publisher.together).toHaveLength(2);
  });

  it('[CH-95] is told before what somebody says, of everybody who has come', async () => {
    const test = await TestChat.start({ limits: { presenceGatherMs: 10_000 } });
    const people = [await test.person('Ann'), await test.person('Bob'), await test.person('Cy')];
    const [ann, bob] = people as [MemberId, MemberId];
    for (const person of people) test.chat.connect(person, person);
    test.publisher.clear();

    await test.say(bob, 'good morning');
    await test.say(bob, 'here I am');
    await test.say(ann, 'hello');
    expect(
      test.publisher.sent.map(({ event }) =>
        event.name === 'member-changed' ? event.payload.member.name : event.name,
      ),
    ).toEqual(['Bob', 'Cy', 'message-posted', 'message-posted', 'message-posted']);
  });

  it('[CH-95] is of oneself from the first moment', async () => {
    const test = await TestChat.start({ limits: { presenceGatherMs: 10_000 } });
    const [ann, bob] = [await test.person('Ann'), await test.person('Bob')];
    test.chat.connect(ann, 'a');
    test.chat.connect(bob, 'b');
    const onlineFor = (person: MemberId): readonly string[] =>
      value(test.chat.welcome(person)).members.flatMap((member) =>
        member.kind === 'person' && member.isOnline ? [member.name] : [],
      );

    expect(onlineFor(ann)).toEqual(['Ann']);
    expect(onlineFor(bob)).toEqual(['Ann', 'Bob']);
  });

  it('[CH-95] does not tell of who is back soon, and tells of who is not', async () => {
    const test = await TestChat.start({ limits: { presenceGatherMs: 10_000 } });
    const [ann, bob] = [await test.person('Ann'), await test.person('Bob')];
    test.chat.connect(ann, 'a');
    test.chat.connect(bob, 'b');
    test.clock.advance(60_000);
    test.publisher.clear();

    test.chat.disconnect(ann, 'a');
    test.chat.disconnect(bob, 'b');
    test.clock.advance(9_000);
    // Who comes now is welcomed with what the others were told.
    expect(test.chat.findPerson(ann)?.isOnline).toBe(true);
    test.chat.connect(ann, 'again');
    expect(test.publisher.sent).toEqual([]);
    test.clock.advance(60_000);
    expect(test.publisher.of('member-changed')).toMatchObject([
      { member: { id: bob, isOnline: false } },
    ]);
    expect(test.chat.findPerson(bob)?.isOnline).toBe(false);

    test.chat.disconnect(ann, 'again');
    await test.chat.stop();
    test.chat.connect(bob, 'late');
    test.chat.disconnect(bob, 'late');
    expect(test.clock.pending).toBe(0);
  });

  it('[CH-76] is of people who exist', async () => {
    const test = await TestChat.start();
    test.publisher.clear();
    test.chat.connect('nobody' as MemberId, 'phone');
    test.chat.disconnect('nobody' as MemberId, 'phone');
    expect(test.publisher.sent).toEqual([]);
  });

  it('goes on when it cannot be committed', async () => {
    const test = await TestChat.start();
    const ann = await test.person('Ann');
    test.store.break('setLastSeen');
    test.chat.connect(ann, 'phone');
    await settle();
    expect(test.chat.findPerson(ann)?.isOnline).toBe(true);
    expect(test.logged).toContain('last seen was not saved');
  });
});
