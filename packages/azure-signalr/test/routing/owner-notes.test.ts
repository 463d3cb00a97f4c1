/** What servers say to each other about a client, by way of the service. */

import { ServiceMessageType } from '@parley/azure-signalr-protocol';
import type { ClientInvocationMessage, ServiceMessage } from '@parley/azure-signalr-protocol';
import { expect, test } from 'vitest';
import type { ScriptedLink } from '../support/scripted-link.ts';
import { ScriptedRouter } from '../support/scripted-router.ts';

const NOTE = 'parley-note';

function textOf(bytes: Uint8Array | undefined): unknown {
  return JSON.parse(Buffer.from(bytes ?? []).toString());
}

function bytesOf(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

/** Carries one message to the other server, as the service does. */
function forward(message: ServiceMessage | undefined, to: ScriptedRouter): void {
  if (
    message?.type === ServiceMessageType.clientInvocation ||
    message?.type === ServiceMessageType.clientCompletion ||
    message?.type === ServiceMessageType.errorCompletion
  ) {
    to.router.receive(message, to.link);
  }
}

function lastOf(link: ScriptedLink): ServiceMessage | undefined {
  return link.sent.at(-1)?.message;
}

/** What one server asks, and the other answers. */
async function exchange(here: ScriptedRouter, there: ScriptedRouter): Promise<void> {
  forward(lastOf(here.link), there);
  await settled();
  forward(lastOf(there.link), here);
}

function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function note(value: unknown): ClientInvocationMessage {
  return {
    type: ServiceMessageType.clientInvocation,
    invocationId: 'note',
    connectionId: 'c1',
    callerServerId: 'server-2',
    payloads: new Map([[NOTE, bytesOf(value)]]),
  };
}

test('[AZ-150] whose a client is, and its groups', async () => {
  const here = new ScriptedRouter();
  const there = new ScriptedRouter();
  await there.connect('c1', { userId: 'ann' });
  await there.connect('c2');
  await there.router.join('c1', 'red');
  await there.router.join('c1', 'blue');

  const groups = here.router.groupsOf('c1');
  const { payloads } = lastOf(here.link) as ClientInvocationMessage;
  expect([...payloads.keys()]).toEqual([NOTE]);
  await exchange(here, there);
  expect(await groups).toEqual(['blue', 'red']);

  const ann = here.router.find({ of: 'connection', id: 'c1' });
  await settled();
  await exchange(here, there);
  expect(await ann).toEqual([{ connectionId: 'c1', userId: 'ann' }]);

  const guest = here.router.find({ of: 'connection', id: 'c2' });
  await settled();
  await exchange(here, there);
  expect(await guest).toEqual([{ connectionId: 'c2', userId: undefined }]);
});

test('[AZ-150] nobody has the client', async () => {
  const here = new ScriptedRouter();
  const there = new ScriptedRouter();
  const groups = here.router.groupsOf('c1');
  await exchange(here, there);
  expect(await groups).toEqual([]);

  const found = here.router.find({ of: 'connection', id: 'c1' });
  await settled();
  await exchange(here, there);
  expect(await found).toEqual([]);
});

test('[AZ-151] groups that another server had it join and leave', async () => {
  const here = new ScriptedRouter();
  const there = new ScriptedRouter();
  await there.connect('c1');
  for (const group of ['red', 'blue']) {
    await here.router.join('c1', group);
    await exchange(here, there);
  }
  await here.router.leave('c1', 'red');
  await exchange(here, there);

  expect(await there.router.groupsOf('c1')).toEqual(['blue']);
  expect(here.logger.lines).toEqual([]);
});

test('[AZ-151] that its server cannot be told makes no difference', async () => {
  const { router, clock, logger } = new ScriptedRouter();
  await router.join('c1', 'red');
  clock.advance(10_000);
  await settled();

  expect(logger.texts('debug')).toEqual(["A client's server was not told of it"]);
});

test('[AZ-152] the server that a client was given to knows its groups', async () => {
  const old = new ScriptedRouter();
  const next = new ScriptedRouter();
  const client = await old.connect('c1');
  await old.router.join('c1', 'red');
  await old.router.join('c1', 'blue');
  await next.connect('c1');
  old.router.migrated('c1');
  await old.disconnect(client);
  await exchange(old, next);

  expect(await next.router.groupsOf('c1')).toEqual(['blue', 'red']);
});

test('[AZ-152] there is nothing to tell of a client without groups', async () => {
  const { router, link } = new ScriptedRouter();
  router.migrated('c1');
  await settled();

  expect(link.sent).toEqual([]);
});

test('[AZ-153] no answer', async () => {
  const { router, clock } = new ScriptedRouter();
  const groups = router.groupsOf('c1').catch((error: unknown) => error);
  clock.advance(10_000);

  expect(await groups).toMatchObject({ code: 'ack-timeout' });
});

test.each([
  ['of a client', { protocol: 'json', payload: bytesOf({ groups: [] }) }],
  ['without groups', { protocol: NOTE, payload: bytesOf({}) }],
  ['with groups that are none', { protocol: NOTE, payload: bytesOf({ groups: [1] }) }],
  ['that is no object', { protocol: NOTE, payload: bytesOf(null) }],
  ['that is no JSON', { protocol: NOTE, payload: new Uint8Array([0xff]) }],
])('[AZ-153] an answer %s', async (_, answer) => {
  const { router, link } = new ScriptedRouter();
  const groups = router.groupsOf('c1').catch((error: unknown) => error);
  const { invocationId } = lastOf(link) as ClientInvocationMessage;
  const address = { invocationId, connectionId: 'c1', callerServerId: 'server-1' };
  router.receive({ type: ServiceMessageType.clientCompletion, ...address, ...answer }, link);

  expect(await groups).toMatchObject({ code: 'ack-failed' });
});

test.each([
  ['of no kind', {}],
  ['of an unknown kind', { kind: 'rename', group: 'red' }],
  ['without its group', { kind: 'joined' }],
  ['without its groups', { kind: 'handed-over', groups: 'red' }],
  ['that is no object', 'joined'],
])('[AZ-153] a note %s changes nothing', async (_, value) => {
  const scripted = new ScriptedRouter();
  const { router, link } = scripted;
  await scripted.connect('c1', { userId: 'ann' });
  router.receive(note(value), link);
  await settled();

  const { payload, protocol } = lastOf(link) as { payload: Uint8Array; protocol: string };
  expect(protocol).toBe(NOTE);
  expect(textOf(payload)).toEqual({ userId: 'ann', groups: [] });
});

test('[AZ-153] an answer that cannot be sent is logged', async () => {
  const scripted = new ScriptedRouter();
  await scripted.connect('c1');
  scripted.link.failure = new Error('full');
  scripted.router.receive(note({ kind: 'describe' }), scripted.link);
  await settled();

  expect(scripted.logger.texts('warn')).toEqual(['Another server was not answered']);
});
