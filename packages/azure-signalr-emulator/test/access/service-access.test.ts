import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EPOCH_MS, ManualClock } from '../../../signalr-server/test/support/manual-clock.ts';
import { createServiceAccess, type TokenVerdict } from '../../src/access/service-access.ts';
import { ACCESS_KEY, signedToken } from '../support/signed-token.ts';

const NOW = EPOCH_MS / 1000;
const HOUR = 3600;
const AUDIENCE = 'http://localhost/client/?hub=chat';

function payload(fields: object = {}): object {
  return { nbf: NOW, exp: NOW + HOUR, iat: NOW, aud: AUDIENCE, ...fields };
}

function access(clock = new ManualClock(), clockSkewMs?: number) {
  const skew = clockSkewMs === undefined ? {} : { clockSkewMs };
  return createServiceAccess({ accessKey: ACCESS_KEY, clock, ...skew });
}

function client(token: string | undefined, hub = 'chat'): TokenVerdict {
  return access().verifyClient(token, hub);
}

function refusal(verdict: TokenVerdict): string {
  if (verdict.kind === 'accepted') {
    throw new Error('The token was accepted.');
  }
  return verdict.reason;
}

describe('a signature', () => {
  test('[AS-60] is of HS256 or HS512, over the bytes of the key in UTF-8', () => {
    const header = { alg: 'HS512', typ: 'JWT' };

    expect(client(signedToken({ payload: payload() })).kind).toBe('accepted');
    expect(client(signedToken({ payload: payload(), header, hash: 'sha512' })).kind).toBe(
      'accepted',
    );
  });

  test.each([undefined, 'another', 7])('[AS-60] does not depend on the kid %s', (kid) => {
    const header = { alg: 'HS256', typ: 'JWT', kid };

    expect(client(signedToken({ payload: payload(), header })).kind).toBe('accepted');
  });

  test('[AS-61] of another key is refused in words', () => {
    const token = signedToken({ payload: payload(), key: 'another' });

    expect(refusal(client(token))).toBe(
      'The access token is refused: it is signed with another access key than this service has.',
    );
  });

  test('[AS-61] that is shorter or longer is refused', () => {
    const token = signedToken({ payload: payload() });

    expect(refusal(client(token.slice(0, -2)))).toContain('another access key');
    expect(refusal(client(`${token}AAAA`))).toContain('another access key');
  });

  test.each([
    [{ alg: 'none' }, 'its algorithm is none, and only HS256 and HS512 are taken'],
    [{ alg: 'RS256' }, 'its algorithm is RS256'],
    [{ alg: 'HS384' }, 'its algorithm is HS384'],
    [{ alg: 'toString' }, 'its algorithm is unknown'],
    [{ alg: ['HS256'] }, 'its algorithm is unknown'],
    [{ typ: 'JWT' }, 'its header names no algorithm'],
  ])('[AS-61] whose header is %j is refused', (header, reason) => {
    expect(refusal(client(signedToken({ payload: payload(), header })))).toContain(reason);
  });

  test.each(['one', 'one.two', 'a.b.c.d', 'a..c', 'a.b.', 'a b.c.d', '"."."'])(
    '[AS-61] is not looked for in %j',
    (token) => {
      expect(refusal(client(token))).toContain('a JSON Web Token has three parts of Base64Url');
    },
  );

  test.each(['[]', 'null', '"text"', '{', ''])(
    '[AS-61] of a payload that is %j leads nowhere',
    (text) => {
      const token = signedToken({ payload: text });

      expect(refusal(client(token))).toContain('it is malformed');
    },
  );
});

describe('whatever comes', () => {
  const part = fc.oneof(
    fc.base64String(),
    fc.json().map((text) => Buffer.from(text).toString('base64url')),
  );

  test('[AS-61] in the place of a token is refused, and nothing is thrown', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(part, { maxLength: 5 }).map((parts) => parts.join('.')),
    );

    fc.assert(
      fc.property(text, (token) => client(token).kind === 'refused'),
      { numRuns: 2000 },
    );
  });

  test('[AS-61] in a signed payload is accepted or refused, and nothing is thrown', () => {
    const claims = fc.dictionary(
      fc.constantFrom('aud', 'exp', 'nbf', 'role', '__proto__', 'constructor'),
      fc.oneof(fc.jsonValue(), fc.constantFrom(AUDIENCE, NOW, NOW + HOUR)),
    );

    fc.assert(
      fc.property(claims, (content) => {
        const { kind } = client(signedToken({ payload: content }));
        return kind === 'accepted' || kind === 'refused';
      }),
      { numRuns: 2000 },
    );
  });
});

test('[AS-62] a token of more than 4,096 characters is refused with its length', () => {
  const token = (length: number): string => {
    const padded = (count: number): string =>
      signedToken({ payload: payload({ x: 'a'.repeat(count) }) });
    let count = 2600;
    while (padded(count).length < length) {
      count += 1;
    }
    return padded(count);
  };

  expect(client(token(4096)).kind).toBe('accepted');
  expect(refusal(client(token(4097)))).toContain('and 4096 is the most: it has too many claims');
});

describe('a lifetime', () => {
  test('[AS-63] is over five minutes after its end, as in .NET', () => {
    const clock = new ManualClock();
    const verify = (): TokenVerdict =>
      access(clock).verifyClient(signedToken({ payload: payload() }), 'chat');

    clock.advance((HOUR + 300) * 1000);
    expect(verify()).toMatchObject({ kind: 'accepted', expiresAt: (NOW + HOUR) * 1000 });
    clock.advance(1);
    expect(refusal(verify())).toBe(
      'The access token is refused: it expired 5 min ago, at 2026-01-01T01:00:00.000Z.',
    );
    clock.advance(HOUR * 1000);
    expect(refusal(verify())).toContain('it expired 1 h 5 min ago');
  });

  test('[AS-63] begins five minutes before its beginning', () => {
    const verify = (nbf: number): TokenVerdict =>
      client(signedToken({ payload: payload({ nbf }) }));

    expect(verify(NOW + 300).kind).toBe('accepted');
    expect(refusal(verify(NOW + 301))).toBe(
      'The access token is refused: it is not valid for another 5 min, until 2026-01-01T00:05:01.000Z: the clocks differ.',
    );
  });

  test('[AS-63] has the ends that are asked for', () => {
    const verdict = access(new ManualClock(), 0).verifyClient(
      signedToken({ payload: payload({ nbf: NOW - 60, exp: NOW - 30 }) }),
      'chat',
    );

    expect(refusal(verdict)).toContain('it expired 30 s ago');
  });

  test.each([undefined, null, '1767225600', Number.MAX_VALUE, {}])(
    '[AS-64] cannot end at %s',
    (exp) => {
      const token = signedToken({ payload: payload({ exp }) });

      expect(refusal(client(token))).toContain('it has no expiry (exp) in seconds since 1970');
    },
  );

  test('[AS-64] can begin at no time, but at no other thing', () => {
    const token = (nbf: unknown): string => signedToken({ payload: payload({ nbf }) });

    expect(client(token(undefined)).kind).toBe('accepted');
    expect(refusal(client(token('now')))).toContain('its not-before (nbf)');
  });
});

describe('an audience', () => {
  test.each([
    'http://localhost/client/?hub=chat',
    'http://localhost:8888/client/?hub=chat',
    'http://localhost:8888/client?hub=chat',
    'https://elsewhere.example/service/client/?hub=Chat',
    ['http://localhost/server/?hub=chat', 'http://localhost/client/?hub=chat'],
  ])('[AS-65] is the way and the hub of %j', (aud) => {
    expect(client(signedToken({ payload: payload({ aud }) })).kind).toBe('accepted');
  });

  test('[AS-66] of another hub is refused with both names', () => {
    const aud = 'http://localhost/client/?hub=shop';

    expect(refusal(client(signedToken({ payload: payload({ aud }) })))).toBe(
      'The access token is refused: it is for the hub "shop", and the request asks for "chat".',
    );
  });

  test('[AS-66] of the other way is refused in words', () => {
    const token = signedToken({ payload: payload() });

    expect(refusal(access().verifyServer(token, 'chat'))).toBe(
      'The access token is refused: it is for /client/, and this is /server/.',
    );
    const aud = 'http://localhost/server/?hub=chat';
    expect(access().verifyServer(signedToken({ payload: payload({ aud }) }), 'chat').kind).toBe(
      'accepted',
    );
  });

  test.each([undefined, null, 7, 'chat', 'http://localhost/', 'http://localhost/client/', []])(
    '[AS-66] cannot be %j',
    (aud) => {
      expect(refusal(client(signedToken({ payload: payload({ aud }) })))).toContain(
        'its audience (aud) is not of the form {endpoint}/client/?hub={hub}',
      );
    },
  );
});

test('[AS-67] claims are in the order of the token, and an array is one claim after the other', () => {
  const verdict = client(
    signedToken({
      payload: {
        'asrs.s.uid': 'ana',
        role: ['author', 'reader'],
        nbf: NOW,
        exp: NOW + HOUR,
        aud: AUDIENCE,
        isGuest: true,
        nothing: null,
        address: { city: 'Ulm' },
      },
    }),
  );

  expect(verdict).toEqual({
    kind: 'accepted',
    expiresAt: (NOW + HOUR) * 1000,
    claims: [
      { type: 'asrs.s.uid', value: 'ana' },
      { type: 'role', value: 'author' },
      { type: 'role', value: 'reader' },
      { type: 'nbf', value: String(NOW) },
      { type: 'exp', value: String(NOW + HOUR) },
      { type: 'aud', value: AUDIENCE },
      { type: 'isGuest', value: 'true' },
      { type: 'nothing', value: '' },
      { type: 'address', value: '{"city":"Ulm"}' },
    ],
  });
});

describe('a refusal', () => {
  test('[AS-68] of no token says how to send one', () => {
    const text = 'The access token is refused: there is none: a client sends it as';

    expect(refusal(client(undefined))).toContain(text);
    expect(refusal(client(''))).toContain(text);
  });

  test('[AS-68] holds nothing of the token but the hub that it is for', () => {
    const secret = 'nobody-may-read-this';
    const good = signedToken({ payload: payload({ sub: secret }) });
    const tokens = [
      `${good}x`,
      secret,
      signedToken({ payload: payload({ sub: secret, exp: 1 }) }),
      signedToken({ payload: payload({ sub: secret, aud: secret }) }),
      signedToken({ payload: payload({ sub: secret }), header: { alg: secret } }),
    ];

    for (const token of tokens) {
      const reason = refusal(client(token));
      expect(reason).not.toContain(secret);
      expect(token.split('.').filter((part) => reason.includes(part))).toEqual([]);
    }
  });
});

describe('a token of Microsoft Entra', () => {
  const foreign = signedToken({ payload: payload(), header: { alg: 'RS256' } });
  const accepting = createServiceAccess({
    accessKey: ACCESS_KEY,
    clock: new ManualClock(),
    acceptsEntraTokens: true,
  });

  test('[AS-88] is taken from a server where that is asked for, and its content is not read', () => {
    for (const token of [foreign, 'opaque']) {
      expect(accepting.verifyServer(token, 'chat')).toEqual({
        kind: 'accepted',
        claims: [],
        expiresAt: EPOCH_MS + HOUR * 1000,
      });
    }
    expect(refusal(access().verifyServer(foreign, 'chat'))).toContain('its algorithm is RS256');
  });

  test('[AS-88] is not taken from a client, and says nothing for a token of another access key', () => {
    const other = signedToken({ payload: payload(), key: 'another' });

    expect(refusal(accepting.verifyClient(foreign, 'chat'))).toContain('its algorithm is RS256');
    expect(refusal(accepting.verifyServer(other, 'chat'))).toContain('another access key');
    expect(refusal(accepting.verifyServer('', 'chat'))).toContain('there is none');
    expect(refusal(accepting.verifyServer(undefined, 'chat'))).toContain('there is none');
  });
});
