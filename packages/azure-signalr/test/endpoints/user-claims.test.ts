/** A user's way through the service and back. Rules: docs/spec/azure-signalr.md, AZ-11 to AZ-14. */

import type { Claim } from '@parley/azure-signalr-protocol';
import type { ConnectedUser } from '@parley/signalr-server';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EPOCH_MS } from '../../../signalr-server/test/support/manual-clock.ts';
import { userIdOf } from '../../../azure-signalr-emulator/src/access/inbound-claims.ts';
import { keepsItsName, shortClaimType } from '../../src/endpoints/claim-types.ts';
import { expiresAtOf, userOf } from '../../src/endpoints/user-claims.ts';
import { ACCESS_KEY, ANYBODY, createEndpoint } from '../support/create-endpoints.ts';
import { readToken } from '../support/read-token.ts';
import { claimsInOpenConnection, claimsInToken } from '../support/service-journey.ts';

const SOAP = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';
const WINDOWS = 'http://schemas.microsoft.com/ws/2008/06/identity/claims';

async function tokenOf(user: ConnectedUser, expiresAt?: number): Promise<string> {
  return (await createEndpoint().clientAddress({ ...ANYBODY, user, expiresAt })).accessToken;
}

async function payloadOf(user: ConnectedUser): Promise<Readonly<Record<string, unknown>>> {
  return readToken(await tokenOf(user), ACCESS_KEY).payload;
}

describe('a user comes to the hub as it negotiated', () => {
  const names = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'sub',
      'nameid',
      'role',
      'roles',
      'email',
      'group',
      'upn',
      'name',
      'prn',
      'parley.user',
    ),
    fc.constantFrom('aud', 'exp', 'iat', 'nbf', 'iss', 'acr', 'actort', 'jti', 'nonce', 'kid'),
    fc.constantFrom('asrs.s.uid', 'asrs.s.aeo', 'asrs.u.exp', 'asrs.', '__proto__', 'constructor'),
    fc.constantFrom(`${SOAP}/nameidentifier`, `${WINDOWS}/role`, `${SOAP}/name`),
  );
  const values = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.string(), { maxLength: 4 }),
    fc.constantFrom(
      '',
      '2026-01-01T00:00:00Z',
      '/Date(0)/',
      '[]',
      '{"a":1}',
      '\ud800',
      '1',
      'null',
    ),
    fc.jsonValue({ maxDepth: 2 }),
  );
  const users = fc.record(
    {
      userId: fc.option(fc.string(), { nil: undefined }),
      claims: fc.dictionary(names, values, { maxKeys: 6 }),
      isAnonymous: fc.boolean(),
    },
    { requiredKeys: ['userId', 'claims'] },
  );
  const ends = fc.option(fc.integer({ min: EPOCH_MS + 1_000, max: 8.64e15 }), { nil: undefined });

  test('[AZ-11] whoever it is, whether the service renames claims or not', async () => {
    await fc.assert(
      fc.asyncProperty(users, ends, async (user, expiresAt) => {
        const token = await tokenOf(user, expiresAt);

        for (const claims of [claimsInOpenConnection(token), claimsInToken(token)]) {
          // What has no JSON, minus zero, is not told from what it becomes.
          expect(userOf(claims)).toEqual(JSON.parse(JSON.stringify(user)));
          expect(expiresAtOf(claims)).toBe(expiresAt);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('[AZ-11] with nothing at all', async () => {
    const nobody = { userId: undefined, claims: {} };
    const claims = claimsInOpenConnection(await tokenOf(nobody));

    expect(userOf(claims)).toEqual(nobody);
    expect(expiresAtOf(claims)).toBeUndefined();
  });

  test('[AZ-11] what is plain text goes as plain claims, the rest in one of ours', async () => {
    const claims = {
      name: 'Ada',
      role: ['admin', 'author'],
      roles: ['one'],
      age: 36,
      at: '2026-01-01T00',
    };

    expect(await payloadOf({ userId: 'ada', claims })).toEqual({
      'asrs.s.uid': 'ada',
      nameid: 'ada',
      'parley.user': '{"claims":{"roles":["one"],"age":36,"at":"2026-01-01T00"}}',
      name: 'Ada',
      role: ['admin', 'author'],
      nbf: EPOCH_MS / 1000,
      iat: EPOCH_MS / 1000,
      exp: EPOCH_MS / 1000 + 3600,
      aud: 'http://localhost/client/?hub=chat',
    });
  });

  test('[AZ-11] claims that are no JSON are the application’s error', async () => {
    await expect(tokenOf({ userId: 'ada', claims: { big: 1n } })).rejects.toThrow(TypeError);
  });
});

describe('whom the service knows', () => {
  test.each([
    { userId: 'ada', claims: { sub: 'eve', nameid: 'eve', [`${SOAP}/nameidentifier`]: 'eve' } },
    { userId: 'ada', claims: { 'asrs.s.uid': 'eve', 'asrs.u.sub': 'eve' } },
    { userId: '', claims: { sub: 'eve' } },
    { userId: undefined, claims: { sub: 'eve', 'asrs.s.uid': 'eve' } },
  ])('[AZ-12] [AZ-13] is $userId, whatever the claims are', async (user) => {
    const token = await tokenOf(user);

    expect(userIdOf(claimsInToken(token))).toBe(user.userId);
    expect(userOf(claimsInOpenConnection(token))).toEqual(user);
  });

  test.each(['ada\ud800', '\udc00'])(
    '[AZ-12] is nobody whose id would be another’s, %j',
    async (userId) => {
      await expect(tokenOf({ userId, claims: {} })).rejects.toThrow(TypeError);
    },
  );

  test('[AZ-13] a user’s own claims do not become the token’s', async () => {
    const claims = {
      exp: '9',
      aud: 'elsewhere',
      'asrs.s.ssticky': 'Required',
      'parley.user': '{}',
    };

    expect(await payloadOf({ userId: undefined, claims })).toEqual({
      'parley.user': '{"claims":{"asrs.s.ssticky":"Required","parley.user":"{}"}}',
      'asrs.u.exp': '9',
      'asrs.u.aud': 'elsewhere',
      nbf: EPOCH_MS / 1000,
      iat: EPOCH_MS / 1000,
      exp: EPOCH_MS / 1000 + 3600,
      aud: 'http://localhost/client/?hub=chat',
    });
  });
});

describe('a token of somebody else', () => {
  const claim = (type: string, value: string): Claim => ({ type, value });
  const TIMES = [claim('nbf', '1'), claim('exp', '2'), claim('iat', '1'), claim('aud', 'x')];

  test.each([
    ['asrs.s.uid', [claim('sub', 'b'), claim('asrs.s.uid', 'a')]],
    ['nameid', [claim('nameid', 'a'), claim('sub', 'b')]],
    ['sub', [claim('sub', 'a'), claim('sub', 'b')]],
    ['the whole name', [claim(`${SOAP}/nameidentifier`, 'a'), claim('nameid', 'b')]],
  ])('[AZ-14] is of the user that %s names', (_, claims) => {
    expect(userOf([...TIMES, ...claims]).userId).toBe('a');
  });

  test('[AZ-14] is of nobody in particular without any', () => {
    expect(userOf([])).toEqual({ userId: undefined, claims: {} });
    expect(userOf([...TIMES, claim('asrs.s.aut', 'Cookies')])).toEqual({
      userId: undefined,
      claims: {},
    });
  });

  test('[AZ-14] has short names, lists for what repeats, and nothing of the service’s', () => {
    const claims = [
      ...TIMES,
      claim('asrs.s.sn', 'server'),
      claim(`${SOAP}/nameidentifier`, 'ada'),
      claim(`${SOAP}/name`, 'Ada'),
      claim(`${WINDOWS}/role`, 'admin'),
      claim('role', 'author'),
      claim('asrs.u.exp', 'never'),
      claim('iss', 'me'),
      claim('colour', 'red'),
    ];

    expect(userOf(claims)).toEqual({
      userId: 'ada',
      claims: {
        nameid: 'ada',
        unique_name: 'Ada',
        role: ['admin', 'author'],
        exp: 'never',
        colour: 'red',
      },
    });
  });

  test('[AZ-14] ends when asrs.s.aeo says', () => {
    expect(expiresAtOf([claim('asrs.s.aeo', '1700000000')])).toBe(1_700_000_000_000);
    expect(expiresAtOf([claim('asrs.s.aeo', 'soon')])).toBeUndefined();
    expect(expiresAtOf([])).toBeUndefined();
  });

  test.each(['', '[]', 'null', '{', '7', '{"claims":[],"isAnonymous":1,"expiresAt":"x"}'])(
    '[AZ-14] makes no user of a claim of our name that holds %s',
    (value) => {
      const claims = [claim('asrs.s.uid', 'ada'), claim('parley.user', value)];

      expect(userOf(claims)).toEqual({ userId: 'ada', claims: {} });
      expect(expiresAtOf(claims)).toBeUndefined();
    },
  );
});

describe('the names of claims', () => {
  test.each([
    ['role', true],
    ['roles', false],
    ['email', true],
    ['sub', false],
    [`${WINDOWS}/role`, false],
    ['colour', true],
    ['constructor', true],
  ])('[AZ-11] whether %s is the same afterwards: %s', (type, keeps) => {
    expect(keepsItsName(type)).toBe(keeps);
  });

  test.each([
    [`${WINDOWS}/role`, 'role'],
    [`${SOAP}/nameidentifier`, 'nameid'],
    ['http://schemas.xmlsoap.org/ws/2009/09/identity/claims/actor', 'actort'],
    ['colour', 'colour'],
  ])('[AZ-14] %s is %s for short', (type, name) => {
    expect(shortClaimType(type)).toBe(name);
  });
});
