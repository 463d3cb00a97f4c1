/** What a call may not do to its server. Rules: docs/spec/signalr-hubs.md, SH-118, SH-119 and SH-177 to SH-179. */

import { expect, test } from 'vitest';
import { createTestHub, settled } from '../support/test-hub.ts';

const UNTHINKABLE: unknown[] = [Object.create(null), Symbol('none'), undefined, null, 0];

test.each(UNTHINKABLE)('[SH-177] whatever is thrown is an error of the call', async (thrown) => {
  const { connect, logger } = createTestHub({
    methods: {
      fail: () => {
        throw thrown;
      },
    },
  });
  const client = await connect();
  client.send({ type: 1, target: 'fail', arguments: [], invocationId: '1' });
  client.send({ type: 1, target: 'fail', arguments: [], invocationId: '2' });
  const error = "An unexpected error occurred invoking 'fail' on the server.";
  expect(await client.receive(2)).toEqual([
    { type: 3, invocationId: '1', error },
    { type: 3, invocationId: '2', error },
  ]);
  await settled();
  expect(logger.texts('error')).toEqual([error, error]);
});
