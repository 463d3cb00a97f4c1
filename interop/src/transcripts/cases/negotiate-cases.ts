/** Negotiate: every version, every endpoint, every method, with and without a user or an origin. */

import type { Scene, TranscriptCase } from '../scene.ts';

const PATHS = [
  '/hub/negotiate',
  '/hub/negotiate?negotiateVersion=0',
  '/hub/negotiate?negotiateVersion=1',
  '/hub/negotiate?negotiateVersion=2',
  '/hub/negotiate?negotiateVersion=2147483647',
  '/hub/negotiate?negotiateVersion=2147483648',
  '/hub/negotiate?negotiateVersion=-1',
  '/hub/negotiate?negotiateVersion=-0',
  '/hub/negotiate?negotiateVersion=%2B1',
  '/hub/negotiate?negotiateVersion=%201%20',
  '/hub/negotiate?negotiateVersion=',
  '/hub/negotiate?negotiateVersion',
  '/hub/negotiate?negotiateVersion=abc',
  '/hub/negotiate?negotiateVersion=1.0',
  '/hub/negotiate?negotiateVersion=1e0',
  '/hub/negotiate?negotiateVersion=0x1',
  '/hub/negotiate?negotiateVersion=1,000',
  '/hub/negotiate?negotiateVersion=(1)',
  '/hub/negotiate?negotiateVersion=1&negotiateVersion=1',
  '/hub/negotiate?NEGOTIATEversion=1',
  '/hub/negotiate?negotiateVersion=1&useStatefulReconnect=true',
  '/hub/negotiate/?negotiateVersion=1',
  '/HUB/Negotiate?negotiateVersion=1',
  '/hub/negotiate/more?negotiateVersion=1',
  '/hubs/negotiate?negotiateVersion=1',
  '/only-sockets/negotiate?negotiateVersion=1',
  '/only-polling/negotiate?negotiateVersion=1',
  '/stateful/negotiate?negotiateVersion=1',
  '/stateful/negotiate?negotiateVersion=1&useStatefulReconnect=true',
  '/stateful/negotiate?negotiateVersion=1&usestatefulRECONNECT=True',
  '/stateful/negotiate?negotiateVersion=1&useStatefulReconnect=%20TRUE%20',
  '/stateful/negotiate?negotiateVersion=1&useStatefulReconnect=false',
  '/stateful/negotiate?negotiateVersion=1&useStatefulReconnect=1',
  '/stateful/negotiate?negotiateVersion=1&useStatefulReconnect=yes',
  '/stateful/negotiate?negotiateVersion=0&useStatefulReconnect=true',
  '/version-one/negotiate',
  '/version-one/negotiate?negotiateVersion=0',
  '/version-one/negotiate?negotiateVersion=1',
  '/secure/negotiate?negotiateVersion=1',
  '/secure/negotiate?negotiateVersion=1&access_token=alice-token',
  '/secure/negotiate?negotiateVersion=1&ACCESS_TOKEN=alice-token',
];

const METHODS = ['GET', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'];

const HEADERS = [
  { authorization: 'Bearer alice-token' },
  { authorization: 'Bearer nobody' },
  { origin: 'http://allowed.example' },
  { origin: 'http://other.example' },
];

const PREFLIGHTS = ['http://allowed.example', 'http://other.example'].flatMap((origin) =>
  ['POST', 'DELETE', 'PUT'].map((method) => ({
    origin,
    'access-control-request-method': method,
    'access-control-request-headers':
      'authorization,content-type,x-requested-with,x-signalr-user-agent',
  })),
);

export const negotiateCases: readonly TranscriptCase[] = [
  ...PATHS.map((path) => ({
    name: `negotiate ${path}`,
    run: async (scene: Scene) => void (await scene.http({ method: 'POST', path })),
  })),
  ...METHODS.map((method) => ({
    name: `negotiate by ${method}`,
    run: async (scene: Scene) => void (await scene.http({ method, path: '/hub/negotiate' })),
  })),
  ...HEADERS.map((headers) => ({
    name: `negotiate with ${JSON.stringify(headers)}`,
    run: async (scene: Scene) => {
      const path = '/secure/negotiate?negotiateVersion=1';
      await scene.http({ method: 'POST', path, headers });
    },
  })),
  ...PREFLIGHTS.map((headers) => ({
    name: `preflight of ${headers.origin} for ${headers['access-control-request-method']}`,
    run: async (scene: Scene) => {
      await scene.http({ method: 'OPTIONS', path: '/hub/negotiate', headers });
      await scene.http({ method: 'OPTIONS', path: '/secure?id=x', headers });
    },
  })),
  {
    name: 'negotiate with a body',
    run: async (scene: Scene) => {
      await scene.http({
        method: 'POST',
        path: '/hub/negotiate?negotiateVersion=1',
        headers: { 'content-type': 'application/json' },
        body: '{"negotiateVersion":0}',
      });
    },
  },
] satisfies readonly TranscriptCase[];
