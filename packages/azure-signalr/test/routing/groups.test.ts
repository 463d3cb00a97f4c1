/** Joining and leaving, which the service acknowledges. */

import { AckStatus, ServiceMessageType } from '@parley/azure-signalr-protocol';
import { describe, expect, test } from 'vitest';
import { AzureSignalRError } from '../../src/errors.ts';
import { ScriptedLink } from '../support/scripted-link.ts';
import { ScriptedRouter } from '../support/scripted-router.ts';

const NOT_FOUND = { status: AckStatus.notFound };
const TIMEOUT = new AzureSignalRError('ack-timeout', 'late');

describe('a client of this server', () => {
  test('[AZ-112] [AZ-115] joins and leaves over its own server connection', async () => {
    const scripted = new ScriptedRouter();
    const { router, link } = scripted;
    await scripted.connect('c1');
    await router.join('c1', 'red');
    await router.join('c1', 'blue');
    await router.leave('c1', 'red');

    const about = { connectionId: 'c1', ackId: expect.any(Number) as number };
    const lane = { of: 'client', connectionId: 'c1' };
    expect(link.sent).toEqual([
      {
        message: { type: ServiceMessageType.joinGroupWithAck, groupName: 'red', ...about },
        lane,
      },
      {
        message: { type: ServiceMessageType.joinGroupWithAck, groupName: 'blue', ...about },
        lane,
      },
      {
        message: { type: ServiceMessageType.leaveGroupWithAck, groupName: 'red', ...about },
        lane,
      },
    ]);
    expect(await router.groupsOf('c1')).toEqual(['blue']);
  });

  test('[AZ-112] its other endpoints hear nothing of it', async () => {
    const links = [new ScriptedLink('a'), new ScriptedLink('b')];
    const scripted = new ScriptedRouter({ links });
    const [first, second] = links as [ScriptedLink, ScriptedLink];
    await scripted.connect('c1', { link: second });
    await scripted.router.join('c1', 'red');

    expect([first.sent.length, second.sent.length]).toEqual([0, 1]);
  });

  test('[AZ-115] what is not acknowledged is not remembered', async () => {
    const scripted = new ScriptedRouter();
    const { router, link } = scripted;
    await scripted.connect('c1');
    link.acknowledge = () => NOT_FOUND;
    await router.join('c1', 'red');
    link.acknowledge = () => TIMEOUT;
    await expect(router.join('c1', 'red')).rejects.toBe(TIMEOUT);

    expect(await router.groupsOf('c1')).toEqual([]);
  });

  test('[AZ-115] that comes back before it was let go of keeps them', async () => {
    const scripted = new ScriptedRouter();
    const { router } = scripted;
    const former = await scripted.connect('c1', { userId: 'ann' });
    await router.join('c1', 'red');
    const again = await scripted.connect('c1', { userId: 'ann' });
    await router.remove(former);

    expect(await router.groupsOf('c1')).toEqual(['red']);
    await router.leave('c1', 'red');
    expect(await router.groupsOf('c1')).toEqual([]);
    await router.disconnect('c1', {});
    expect([former.notices, again.notices]).toEqual([[], [{}]]);
  });

  test('[AZ-114] that ends meanwhile is no error', async () => {
    const scripted = new ScriptedRouter();
    const { router, link } = scripted;
    const client = await scripted.connect('c1');
    link.acknowledge = async () => {
      await scripted.disconnect(client);
      return TIMEOUT;
    };

    await router.join('c1', 'red');
  });

  test('[AZ-116] its end is not told to its groups, and forgets them', async () => {
    const scripted = new ScriptedRouter();
    const { router, link } = scripted;
    const client = await scripted.connect('c1');
    await router.join('c1', 'red');
    link.take();
    await scripted.disconnect(client);

    expect(link.sent).toEqual([]);
    const again = await scripted.connect('c1');
    await router.remove(client);
    expect(await router.groupsOf('c1')).toEqual([]);
    expect(await router.find({ of: 'connection', id: 'c1' })).toHaveLength(1);
    await scripted.disconnect(again);
  });
});

describe('a client of another server', () => {
  const links = (): [ScriptedLink, ScriptedLink] => [new ScriptedLink('a'), new ScriptedLink('b')];
  const joinsOn = (link: ScriptedLink): number =>
    link.sent.filter(({ message: { type } }) => type === ServiceMessageType.joinGroupWithAck)
      .length;

  test('[AZ-112] [AZ-113] is looked for at every endpoint', async () => {
    const [first, second] = links();
    const { router } = new ScriptedRouter({ links: [first, second] });
    second.acknowledge = () => NOT_FOUND;
    await router.join('c1', 'red');

    expect([first, second].map(joinsOn)).toEqual([1, 1]);
    expect(first.sent[0]?.lane).toEqual({ of: 'server' });
  });

  test('[AZ-112] the first endpoint that has it is enough', async () => {
    const [first, second] = links();
    const { router } = new ScriptedRouter({ links: [first, second] });
    first.acknowledge = () => new Promise(() => undefined);
    await router.join('c1', 'red');
    second.acknowledge = () => TIMEOUT;
    first.acknowledge = () => ({});
    await router.join('c1', 'red');

    expect([first, second].map(joinsOn)).toEqual([2, 2]);
  });

  test('[AZ-113] that nobody has is nothing', async () => {
    const [first, second] = links();
    const { router } = new ScriptedRouter({ links: [first, second] });
    first.acknowledge = () => NOT_FOUND;
    second.acknowledge = () => NOT_FOUND;
    await router.join('c1', 'red');
    await router.leave('c1', 'red');

    expect([first.sent.length, second.sent.length]).toEqual([2, 2]);
  });

  test('[AZ-113] that one endpoint may have is not nothing', async () => {
    const [first, second] = links();
    const { router } = new ScriptedRouter({ links: [first, second] });
    first.acknowledge = () => NOT_FOUND;
    second.acknowledge = () => TIMEOUT;

    await expect(router.leave('c1', 'red')).rejects.toBe(TIMEOUT);
  });

  test.each([
    [AckStatus.timeout, 'ack-timeout'],
    [AckStatus.internalServerError, 'ack-failed'],
    [99, 'ack-failed'],
  ])('[AZ-113] status %i is %s', async (status, code) => {
    const { router, link } = new ScriptedRouter();
    link.acknowledge = () => ({ status, message: 'why' });

    await expect(router.join('c1', 'red')).rejects.toMatchObject({
      code,
      message: expect.stringContaining('why') as string,
    });
  });
});
