/** Acknowledgements behind messages that must wait. Rules: docs/spec/signalr-hubs.md, SH-141. */

import { expect, test } from 'vitest';
import { createNotingHub, HOLD, note } from '../../support/noting-hub.ts';
import { connectResumable, event, say } from '../../support/resumable-client.ts';
import { createTestHub, settled } from '../../support/test-hub.ts';

test('[SH-141] an acknowledgement counts while the messages before it must wait', async () => {
  const { hub, notes, release } = createNotingHub();
  const testHub = createTestHub(hub, { statefulReconnectBufferBytes: 100 });
  const client = await connectResumable(testHub);
  await client.send(HOLD, note('waiting'));
  await say(testHub, 'one', 'two', 'three', 'four', 'five');
  expect(client.received).toHaveLength(3);
  await client.send({ type: 6 }, { type: 8, sequenceId: 1 });
  expect(client.received.slice(3)).toEqual([event('four')]);
  client.pair.deliver('{"type":8,"sequenceId"');
  client.pair.deliver(':2}\u001e');
  expect(client.received.slice(4)).toEqual([event('five')]);

  release();
  await settled();
  expect(notes.slice(1)).toEqual(['holding', 'released', 'waiting']);
  expect(client.received).toHaveLength(5);
  await client.send({ type: 8, sequenceId: 5 });
  expect(client.received.slice(5)).toEqual([{ type: 3, invocationId: 'h', result: null }]);
});

test('[SH-141] what is no message is found in its turn', async () => {
  const { hub, notes, release } = createNotingHub();
  const client = await connectResumable(createTestHub(hub));
  await client.send(HOLD, note('before'));
  client.pair.deliver('nonsense\u001e{"type":8,"sequenceId":1}\u001e');
  expect(client.received).toEqual([]);
  release();
  await settled();
  expect(notes.slice(1, 4)).toEqual(['holding', 'released', 'before']);
  expect(client.received.at(-1)).toMatchObject({ type: 7, allowReconnect: true });
});
