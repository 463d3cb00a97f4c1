/** Where clients are sent that negotiate. Rules: docs/spec/azure-signalr.md, AZ-6 and AZ-30 to AZ-36. */

import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { ConnectedUser, NegotiateDirection } from '@parley/signalr-server';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RecordingLogger } from '../../../signalr-server/test/support/recording-logger.ts';
import type { ClientNegotiation, EndpointSettings } from '../../src/azure-signalr.ts';
import { userOf } from '../../src/endpoints/user-claims.ts';
import type { NegotiateOptions } from '../../src/negotiation/negotiate-director.ts';
import { createNegotiateDirector } from '../../src/negotiation/negotiate-director.ts';
import {
  ACCESS_KEY,
  CONNECTION_STRING,
  createEndpoints,
  PLAIN_TERMS,
} from '../support/create-endpoints.ts';
import { readToken } from '../support/read-token.ts';
import { claimsInOpenConnection } from '../support/service-journey.ts';
import { StandingLink } from '../support/standing-link.ts';

const ADA: ConnectedUser = { userId: 'ada', claims: { name: 'Ada', password: 'secret' } };

function instance(name: string, role: EndpointSettings['role'] = 'primary'): EndpointSettings {
  return {
    name,
    role,
    connectionString: `Endpoint=https://${name}.example;AccessKey=${ACCESS_KEY}`,
  };
}

function linksTo(endpoints: string | readonly EndpointSettings[]): readonly StandingLink[] {
  return createEndpoints({ endpoints }).map((endpoint) => new StandingLink(endpoint));
}

interface Asked {
  readonly links?: readonly StandingLink[];
  readonly settings?: NegotiateOptions['settings'];
  readonly random?: number;
  readonly url?: string;
  readonly user?: ConnectedUser;
  readonly logger?: RecordingLogger;
}

async function negotiate(asked: Asked): Promise<NegotiateDirection> {
  const director = createNegotiateDirector({
    hub: 'chat',
    links: asked.links ?? linksTo(CONNECTION_STRING),
    terms: PLAIN_TERMS,
    settings: asked.settings ?? {},
    random: () => asked.random ?? 0,
    logger: asked.logger ?? new RecordingLogger(),
  });
  const request = new IncomingMessage(new Socket());
  request.url = asked.url ?? '/chat/negotiate?negotiateVersion=1';
  return director(request, asked.user ?? ADA, undefined);
}

async function urlOf(asked: Asked): Promise<string> {
  return (await redirectOf(asked)).url;
}

async function redirectOf(asked: Asked): Promise<{ url: string; accessToken: string }> {
  const direction = await negotiate(asked);
  if (direction === undefined || !('url' in direction)) {
    throw new Error('The client was sent nowhere.');
  }
  return { accessToken: '', ...direction };
}

async function hostsOf(asked: Asked, count = 100): Promise<Readonly<Record<string, number>>> {
  const hosts: Record<string, number> = {};
  for (let index = 0; index < count; index += 1) {
    const { hostname } = new URL(await urlOf({ ...asked, random: index / count }));
    hosts[hostname] = (hosts[hostname] ?? 0) + 1;
  }
  return hosts;
}

describe('the address', () => {
  test.each([
    ['/chat/negotiate?negotiateVersion=1', 'hub=chat&asrs.op=%2Fchat&negotiateVersion=1&'],
    ['/chat/negotiate/', 'hub=chat&asrs.op=%2Fchat&'],
    ['/a%20b/c/negotiate?', 'hub=chat&asrs.op=%2Fa%2520b%2Fc&'],
    ['/negotiate?x=1', 'hub=chat&x=1&'],
    ['/chat?x=1', 'hub=chat&x=1&'],
    ['', 'hub=chat&'],
  ])('[AZ-6] of a client that negotiates at %s', async (url, query) => {
    expect(await urlOf({ url })).toBe(
      `http://localhost:8888/client/?${query}asrs_request_id=AAEC%2FwQ%3D`,
    );
  });

  test('[AZ-6] is that of the client endpoint', async () => {
    const links = linksTo(`${CONNECTION_STRING}ClientEndpoint=https://c.example/way/`);

    expect(await urlOf({ links })).toMatch(/^https:\/\/c\.example\/way\/client\/\?hub=chat&/);
  });

  test.each([
    [
      'useStatefulReconnect=true&negotiateVersion=1',
      'useStatefulReconnect=true&negotiateVersion=1',
    ],
    ['a=%26hub%3Dx&a=b%2Bc+d&&=&%C3%A9', 'a=%26hub%3Dx&a=b%2Bc+d&=&%C3%A9'],
    ['hub=other&HUB=o&%68ub=o&h%55b&x=1', 'x=1'],
    ['id=stolen&access_token=secret&Access%5FToken=secret&x=1', 'x=1'],
    ['asrs.op=%2Fadmin&asrs%2Eop=%2Fadmin&asrs_request_id=7&x=1', 'x=1'],
    ['x=1#&hub=y', 'x=1%23'],
    ['hubs=1&xhub=2&identity=3', 'hubs=1&xhub=2&identity=3'],
    ['%=%zz&x', '%=%zz&x'],
  ])('[AZ-30] carries the query %s along', async (query, carried) => {
    const url = await urlOf({ url: `/chat/negotiate?${query}` });

    expect(url).toBe(
      `http://localhost:8888/client/?hub=chat&asrs.op=%2Fchat&${carried}&asrs_request_id=AAEC%2FwQ%3D`,
    );
    expect(new URL(url).searchParams.getAll('hub')).toEqual(['chat']);
  });

  test('[AZ-30] names one hub and holds no secret, whatever a client writes', async () => {
    const pieces = fc.oneof(
      fc.constantFrom('hub', 'HUB', '%68ub', 'h%75b', 'id', 'access_token', 'asrs.op', 'asrs%2eop'),
      fc.constantFrom(
        '=',
        '&',
        '?',
        '#',
        '+',
        '%',
        ';',
        '/',
        '%26',
        '%3d',
        '%23',
        '%00',
        '..',
        '//',
      ),
      fc.string({ unit: fc.constantFrom(...Array.from('abz019-._~!$\'()*,:@[]"<>\\^`{|}\u00e9')) }),
    );
    const written = fc.array(pieces, { maxLength: 12 }).map((list) => list.join(''));

    await fc.assert(
      fc.asyncProperty(written, written, async (path, query) => {
        const clean = path.replaceAll(/[?]/g, '');
        const url = new URL(await urlOf({ url: `/${clean}/negotiate?${query}` }));

        expect(url.origin + url.pathname).toBe('http://localhost:8888/client/');
        expect(url.hash).toBe('');
        const names = [...url.searchParams.keys()].map((name) => name.toLowerCase());
        const own = ['hub', 'asrs.op', 'asrs_request_id', 'id', 'access_token'];
        const expected = ['hub', 'asrs.op', 'asrs_request_id'];
        expect(names.filter((name) => own.includes(name))).toEqual(expected);
        expect(url.searchParams.get('hub')).toBe('chat');
        expect(url.searchParams.get('asrs_request_id')).toBe('AAEC/wQ=');
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the instance', () => {
  test('[AZ-31] is any of the primary ones that are online', async () => {
    const links = linksTo([
      instance('a'),
      instance('b', 'secondary'),
      instance('c'),
      instance('d'),
    ]);
    const [, , c] = links;
    expect(await hostsOf({ links }, 30)).toEqual({
      'a.example': 10,
      'c.example': 10,
      'd.example': 10,
    });

    if (c !== undefined) {
      c.isOnline = false;
    }
    expect(await hostsOf({ links }, 30)).toEqual({ 'a.example': 15, 'd.example': 15 });
  });

  test('[AZ-31] is a secondary one while no primary one is online', async () => {
    const links = linksTo([instance('a'), instance('b', 'secondary'), instance('c', 'secondary')]);
    const [a, b] = links;
    if (a === undefined || b === undefined) {
      throw new Error('three instances are three links');
    }
    a.isOnline = false;
    expect(await hostsOf({ links })).toEqual({ 'b.example': 50, 'c.example': 50 });
    b.isOnline = false;
    expect(await hostsOf({ links })).toEqual({ 'c.example': 100 });
  });

  test('[AZ-32] is the freer one more often, once all have said how free they are', async () => {
    const links = linksTo([instance('a'), instance('b')]);
    const [a, b] = links;
    if (a === undefined || b === undefined) {
      throw new Error('two instances are two links');
    }
    a.load = { clientCount: 190, serverCount: 10, capacity: 1_000 };
    expect(await hostsOf({ links })).toEqual({ 'a.example': 50, 'b.example': 50 });

    b.load = { clientCount: 15, serverCount: 1, capacity: 20 };
    expect(await hostsOf({ links })).toEqual({ 'a.example': 80, 'b.example': 20 });

    b.load = { clientCount: 30, serverCount: 1, capacity: 20 };
    expect(await hostsOf({ links }, 1_000)).toEqual({ 'a.example': 999, 'b.example': 1 });

    b.load = { clientCount: 0, serverCount: 0, capacity: 0 };
    expect(await hostsOf({ links })).toEqual({ 'a.example': 50, 'b.example': 50 });
  });

  test('[AZ-33] is the one that the application chooses', async () => {
    const seen: ClientNegotiation[] = [];
    const links = linksTo([instance('a'), instance('b', 'secondary')]);
    const chooseEndpoint = (negotiation: ClientNegotiation): string => {
      seen.push(negotiation);
      return 'b';
    };

    expect(await hostsOf({ links, settings: { chooseEndpoint } }, 3)).toEqual({ 'b.example': 3 });
    expect(seen[0]).toMatchObject({
      hub: 'chat',
      request: { url: '/chat/negotiate?negotiateVersion=1' },
      user: ADA,
      endpoints: [
        { name: 'a', role: 'primary', isOnline: true, load: undefined },
        { name: 'b', role: 'secondary', isOnline: true, load: undefined },
      ],
    });
  });

  test('[AZ-34] is none while none is online', async () => {
    const links = linksTo([instance('a'), instance('b', 'secondary')]);
    for (const link of links) {
      link.isOnline = false;
    }
    const refusal = {
      status: 500,
      text: 'Azure SignalR Service is not connected yet, please try again later.',
    };

    expect(await negotiate({ links })).toEqual(refusal);
    expect(await negotiate({ links, settings: { chooseEndpoint: () => 'b' } })).toEqual(refusal);
  });

  test.each([undefined, 'nowhere'])(
    '[AZ-34] is none where the application names %s',
    async (name) => {
      expect(await negotiate({ settings: { chooseEndpoint: () => name } })).toEqual({
        status: 500,
        text: 'Unable to get the negotiate endpoint',
      });
    },
  );
});

describe('the user', () => {
  test('[AZ-36] has the claims that the application chooses, at the service and at the hub', async () => {
    const user = { ...ADA, isAnonymous: true };
    const settings = { claims: ({ claims }: ConnectedUser) => ({ name: claims['name'], age: 36 }) };
    const { accessToken } = await redirectOf({ user, settings });

    expect(JSON.stringify(readToken(accessToken, ACCESS_KEY))).not.toContain('secret');
    expect(userOf(claimsInOpenConnection(accessToken))).toEqual({
      userId: 'ada',
      claims: { name: 'Ada', age: 36 },
      isAnonymous: true,
    });
  });

  test('[AZ-35] has too many claims', async () => {
    const logger = new RecordingLogger();
    const user = { userId: 'ada', claims: { text: 'x'.repeat(4_096) } };

    expect(await negotiate({ user, logger })).toEqual({
      status: 413,
      text: 'The access token is longer than Azure SignalR Service accepts.',
    });
    expect(logger.texts('warn')).toEqual(['a client has more claims than its token can hold']);
    expect(JSON.stringify(logger.lines)).not.toContain('xxx');
  });
});
