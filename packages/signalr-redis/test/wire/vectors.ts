/** Payloads written by hand from the description of the backplane, for a clone without ASP.NET Core's own. */

import type { BackplaneInvocation, GroupCommand } from '../../src/wire/backplane-payloads.ts';

const JSON_PING = new TextEncoder().encode('{"type":6}\u001e');
const FRAMES = new Map([
  ['json', JSON_PING],
  ['messagepack', Uint8Array.of(0x02, 0x91, 0x06)],
]);
const JSON_HEX = '7b2274797065223a367d1e';

export const INVOCATIONS: readonly (readonly [string, BackplaneInvocation, string])[] = [
  ['no frames', { excludedIds: [], frames: new Map(), answer: undefined }, '929080'],
  [
    'two protocols',
    { excludedIds: [], frames: FRAMES, answer: undefined },
    `929082a46a736f6ec40b${JSON_HEX}ab6d6573736167657061636bc403029106`,
  ],
  [
    'two exceptions',
    { excludedIds: ['a', 'é'], frames: new Map([['json', JSON_PING]]), answer: undefined },
    `9292a161a2c3a981a46a736f6ec40b${JSON_HEX}`,
  ],
  [
    'an answer is wanted',
    {
      excludedIds: [],
      frames: new Map([['json', JSON_PING]]),
      answer: { invocationId: 'i1', returnChannel: 'P:r' },
    },
    `949081a46a736f6ec40b${JSON_HEX}a26931a3503a72`,
  ],
];

export const GROUP_COMMANDS: readonly (readonly [string, GroupCommand, string])[] = [
  [
    'add',
    { id: 42, serverName: 'S', action: 'add', group: 'G', connectionId: 'C' },
    '952aa15301a147a143',
  ],
  [
    'remove',
    { id: 0x7fffffff, serverName: 'S', action: 'remove', group: '', connectionId: 'C' },
    '95ce7fffffffa15302a0a143',
  ],
];

export const ACKS: readonly (readonly [number, string])[] = [
  [0, '9100'],
  [127, '917f'],
  [128, '91cc80'],
  [256, '91cd0100'],
  [65_536, '91ce00010000'],
];

export const COMPLETIONS: readonly (readonly [string, Uint8Array, string])[] = [
  ['json', JSON_PING, `92a46a736f6ec40b${JSON_HEX}`],
  ['messagepack', Uint8Array.of(0x02, 0x91, 0x06), '92ab6d6573736167657061636bc403029106'],
];
