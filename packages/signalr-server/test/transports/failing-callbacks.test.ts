/** An application whose callbacks fail. Rules: docs/spec/signalr-transports.md, ST-115 to ST-118. */

import { expect, test } from 'vitest';
import type { Authentication, TransportEndpointOptions } from '../../src/transports/index.ts';
import { EndpointServer } from './support/endpoint-server.ts';
import { sendRequest, statusAndBody } from './support/http-request.ts';
import { upgradeOutcome } from './support/web-socket-client.ts';

const FROM_A_PAGE = { headers: { Origin: 'http://page' } };

test('[ST-115] an origin rule that throws is a no, and logged', async () => {
  await using server = await EndpointServer.start({
    isOriginAllowed: () => {
      throw new Error('no list');
    },
  });
  const answer = await sendRequest(server.negotiateUrl, { method: 'POST', ...FROM_A_PAGE });
  expect(answer.status).toBe(200);
  expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  expect(await upgradeOutcome(server.url(), FROM_A_PAGE)).toBe('403');
  expect(server.logger.texts('error')).toEqual([
    'the origin rule failed',
    'the origin rule failed',
  ]);
});

test.each(['yes', 1, {}, Promise.resolve(false)])(
  '[ST-115] an origin rule that says %j does not say yes',
  async (verdict) => {
    await using server = await EndpointServer.start({
      isOriginAllowed: (() => verdict) as () => boolean,
    });
    expect(await upgradeOutcome(server.url(), FROM_A_PAGE)).toBe('403');
  },
);

test.each([
  ['nothing', undefined],
  ['no user', { kind: 'accepted' }],
  ['a kind that there is not', { kind: 'granted', user: { userId: 'ada', claims: {} } }],
  ['a status that is none', { kind: 'refused', status: 9999 }],
])('[ST-116] an authentication that comes back with %s is a failure', async (_name, verdict) => {
  await using server = await EndpointServer.start({
    authenticate: () => verdict as unknown as Authentication,
  });
  expect(await statusAndBody(server.negotiateUrl, { method: 'POST' })).toBe('500');
  expect(await statusAndBody(server.url('?id=x'))).toBe('500');
  expect(await upgradeOutcome(server.url())).toBe('500');
  expect(server.logger.texts('error')).toEqual([
    'authentication failed unexpectedly',
    'authentication failed unexpectedly',
    'authentication failed unexpectedly',
  ]);
});

test('[ST-117] a logger that throws costs its line alone', async () => {
  const broken = (): never => {
    throw new Error('disk full');
  };
  await using server = await EndpointServer.start({
    logger: { debug: broken, warn: broken, error: broken },
    authenticate: broken,
  });
  expect(await statusAndBody(server.negotiateUrl, { method: 'POST' })).toBe('500');
  expect(await upgradeOutcome(server.url())).toBe('500');
});

test('[ST-118] whatever else fails in a request is answered 500, and logged', async () => {
  const options: Partial<TransportEndpointOptions> = {
    authenticate: () => ({
      kind: 'accepted',
      user: {
        claims: {},
        get userId(): string {
          throw new Error('lazily broken');
        },
      },
    }),
  };
  await using server = await EndpointServer.start(options);
  const url = await server.negotiate();
  expect(await statusAndBody(url)).toBe('500');
  expect(await upgradeOutcome(url)).toBe('500');
  expect(server.logger.texts('error')).toEqual([
    'a request failed unexpectedly',
    'a request failed unexpectedly',
  ]);
});
