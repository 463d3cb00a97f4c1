/** The backplane's bytes, both ways. Rules: docs/spec/signalr-redis.md, SR-1 to SR-8. */

import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { ProtocolError } from '@parley/signalr-protocol';
import { describe, expect, test } from 'vitest';
import { createBackplaneChannels } from '../../src/wire/backplane-channels.ts';
import {
  decodeAck,
  decodeCompletion,
  decodeGroupCommand,
  decodeInvocation,
  encodeAck,
  encodeCompletion,
  encodeGroupCommand,
  encodeInvocation,
} from '../../src/wire/backplane-payloads.ts';
import type { GroupCommand } from '../../src/wire/backplane-payloads.ts';
import { ACKS, COMPLETIONS, GROUP_COMMANDS, INVOCATIONS } from './vectors.ts';

interface ReferenceVectors {
  readonly ack: readonly (readonly [number, string])[];
  readonly group_command: readonly (readonly [string, string])[];
  readonly invocation: readonly (readonly [string, string])[];
}

const FILE = new URL('../../../../../shared/vectors/signalr-hub-protocol.json', import.meta.url);
const reference = readReference();

function readReference(): ReferenceVectors | undefined {
  if (!existsSync(FILE)) {
    console.log('Skipped: ASP.NET Core’s own payloads are not beside this clone; ours were run.');
    return undefined;
  }
  return (JSON.parse(readFileSync(FILE, 'utf8')) as { redis: ReferenceVectors }).redis;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'hex'));
}

/** Written by hand from the names of the rows. */
const REFERENCE_COMMANDS: Readonly<Record<string, GroupCommand>> = {
  'Add id=42 server=S group=G conn=C': {
    id: 42,
    serverName: 'S',
    action: 'add',
    group: 'G',
    connectionId: 'C',
  },
  Remove: { id: 42, serverName: 'S', action: 'remove', group: 'G', connectionId: 'C' },
};
const REFERENCE_EXCLUDED: Readonly<Record<string, readonly string[]>> = {
  'protocols p1,p2 each payload 0x2a; no excluded ids': [],
  "excluded ['a']": ['a'],
  'excluded a..f': ['a', 'b', 'c', 'd', 'e', 'f'],
};

test('[SR-1] channels are named as ASP.NET Core names them', () => {
  const channels = createBackplaneChannels({
    channelPrefix: 'app_',
    hubName: 'MyApp.Hubs.ChatHub',
  });

  expect([
    channels.all,
    channels.connection('c:1'),
    channels.group('red room'),
    channels.user('ann'),
    channels.groupCommands,
    channels.acks('host_1'),
    channels.results('host_1'),
    channels.queries,
    channels.replies('host_1'),
  ]).toEqual([
    'app_MyApp.Hubs.ChatHub:all',
    'app_MyApp.Hubs.ChatHub:connection:c:1',
    'app_MyApp.Hubs.ChatHub:group:red room',
    'app_MyApp.Hubs.ChatHub:user:ann',
    'app_MyApp.Hubs.ChatHub:internal:groups',
    'app_MyApp.Hubs.ChatHub:internal:ack:host_1',
    'app_MyApp.Hubs.ChatHub:internal:return:host_1',
    'app_MyApp.Hubs.ChatHub:parley:query',
    'app_MyApp.Hubs.ChatHub:parley:reply:host_1',
  ]);
  expect(channels.addressed(channels.returnAddress('host_1'))).toBe(channels.results('host_1'));
  expect(channels.returnAddress('host_1')).toBe('MyApp.Hubs.ChatHub:internal:return:host_1');
});

describe('our own vectors', () => {
  test.each(INVOCATIONS)('[SR-3] an invocation with %s', (_name, invocation, text) => {
    expect(hex(encodeInvocation(invocation))).toBe(text);
    expect(decodeInvocation(bytes(text))).toEqual(invocation);
  });

  test.each(GROUP_COMMANDS)('[SR-4] a group command to %s', (_name, command, text) => {
    expect(hex(encodeGroupCommand(command))).toBe(text);
    expect(decodeGroupCommand(bytes(text))).toEqual(command);
  });

  test.each(ACKS)('[SR-5] the acknowledgement of %d', (id, text) => {
    expect(hex(encodeAck(id))).toBe(text);
    expect(decodeAck(bytes(text))).toBe(id);
  });

  test.each(COMPLETIONS)('[SR-6] a completion in %s', (protocolName, frame, text) => {
    expect(hex(encodeCompletion({ protocolName, frame }))).toBe(text);
    expect(decodeCompletion(bytes(text))).toEqual({ protocolName, frame });
  });
});

describe.skipIf(reference === undefined)('ASP.NET Core’s own vectors', () => {
  test.for(reference?.invocation ?? [])('[SR-3] %s', ([name, text]) => {
    const payload = Uint8Array.of(0x2a);
    const invocation = {
      excludedIds: REFERENCE_EXCLUDED[name] ?? ['no such row'],
      frames: new Map([
        ['p1', payload],
        ['p2', payload],
      ]),
      answer: undefined,
    };

    expect(hex(encodeInvocation(invocation))).toBe(text);
    expect(decodeInvocation(bytes(text))).toEqual(invocation);
  });

  test.for(reference?.group_command ?? [])('[SR-4] %s', ([name, text]) => {
    const command = REFERENCE_COMMANDS[name];

    expect(command === undefined ? name : hex(encodeGroupCommand(command))).toBe(text);
    expect(decodeGroupCommand(bytes(text))).toEqual(command);
  });

  test.for(reference?.ack ?? [])('[SR-5] %s', ([id, text]) => {
    expect(hex(encodeAck(id))).toBe(text);
    expect(decodeAck(bytes(text))).toBe(id);
  });
});

describe('what follows and what is missing', () => {
  /** Anything at all after the items that are known. */
  const MORE = '93c0d40100cb3ff0000000000000';

  test('[SR-7] more items are not read', () => {
    expect(decodeInvocation(bytes(`939080${MORE}`))).toEqual({
      excludedIds: [],
      frames: new Map(),
      answer: undefined,
    });
    expect(decodeInvocation(bytes(`959080a169a172${MORE}`)).answer).toEqual({
      invocationId: 'i',
      returnChannel: 'r',
    });
    expect(decodeGroupCommand(bytes(`9601a15301a147a143${MORE}`)).id).toBe(1);
    expect(decodeAck(bytes(`9205${MORE}`))).toBe(5);
    expect(decodeCompletion(bytes(`93a16ac4012a${MORE}`)).frame).toEqual(Uint8Array.of(0x2a));
  });

  test('[SR-7] an answer that is asked for by nobody is none', () => {
    expect(decodeInvocation(bytes('949080c0c0')).answer).toBeUndefined();
    expect(decodeInvocation(bytes('949080a0a0')).answer).toBeUndefined();
  });

  test.each([
    ['Invocation', decodeInvocation, '9190'],
    ['GroupCommand', decodeGroupCommand, '9401a15301a147'],
    ['Ack', decodeAck, '90'],
    ['CompletionMessage', decodeCompletion, '91a16a'],
  ] as const)('[SR-7] fewer items than %s has are refused', (name, decode, text) => {
    expect(() => decode(bytes(text))).toThrow(
      new ProtocolError('malformed-message', `Insufficient items in ${name} array.`),
    );
  });
});

describe('hostile bytes', () => {
  const DECODERS = [decodeInvocation, decodeGroupCommand, decodeAck, decodeCompletion] as const;

  /** Reads it, or says that it is malformed; anything else fails the test. */
  function codeOf(decode: (payload: Uint8Array) => unknown, payload: Uint8Array): string {
    try {
      decode(payload);
      return 'read';
    } catch (error) {
      return error instanceof ProtocolError ? error.code : `unexpected: ${String(error)}`;
    }
  }

  test('[SR-8] every payload that is cut is malformed', () => {
    const whole = [
      ...INVOCATIONS.map(([, , text]) => [decodeInvocation, text] as const),
      ...GROUP_COMMANDS.map(([, , text]) => [decodeGroupCommand, text] as const),
      ...ACKS.map(([, text]) => [decodeAck, text] as const),
      ...COMPLETIONS.map(([, , text]) => [decodeCompletion, text] as const),
    ];
    for (const [decode, text] of whole) {
      const payload = bytes(text);
      for (let length = 0; length < payload.length; length += 1) {
        expect(codeOf(decode, payload.subarray(0, length))).toBe('malformed-message');
      }
    }
  });

  test.each([
    ['an array of 4 billion ids', decodeInvocation, '92ddffffffff'],
    ['a map of 4 billion frames', decodeInvocation, '9290dfffffffff'],
    ['a frame of 4 GiB', decodeInvocation, '929081a16ac6ffffffff'],
    ['a text of 4 GiB', decodeCompletion, '92dbffffffff'],
    ['an action that there is not', decodeGroupCommand, '9501a15303a147a143'],
    ['nil for a name', decodeGroupCommand, '9501c001a147a143'],
    ['a text that is not UTF-8', decodeCompletion, '92a1ffc400'],
    ['a text for a number', decodeAck, '91a131'],
    ['a map', decodeAck, '8101'],
  ] as const)('[SR-8] %s is malformed', (_name, decode, text) => {
    expect(codeOf(decode, bytes(text))).toBe('malformed-message');
  });

  test('[SR-8] no bytes do anything but be read or be malformed', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 64 }),
        fc.constantFrom(...DECODERS),
        (payload, decode) => {
          expect(codeOf(decode, payload)).toMatch(/^(?:read|malformed-message)$/);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

test('[SR-3] the frames of an invocation outlive what they came in', () => {
  const [, , text] = INVOCATIONS[1] ?? ['', undefined, ''];
  const payload = bytes(text);
  const { frames } = decodeInvocation(payload);
  payload.fill(0);

  expect(frames).toEqual(INVOCATIONS[1]?.[1].frames);
});

describe('round trips', () => {
  test('[SR-3] any invocation', () => {
    const frames = fc
      .uniqueArray(fc.tuple(fc.string({ unit: 'binary', minLength: 1 }), fc.uint8Array()), {
        selector: ([name]) => name,
      })
      .map((entries) => new Map(entries));
    const answer = fc.record({
      invocationId: fc.string({ unit: 'binary', minLength: 1 }),
      returnChannel: fc.string({ unit: 'binary', minLength: 1 }),
    });
    fc.assert(
      fc.property(
        fc.record({
          excludedIds: fc.array(fc.string({ unit: 'binary' })),
          frames,
          answer: fc.option(answer, { nil: undefined }),
        }),
        (invocation) => {
          expect(decodeInvocation(encodeInvocation(invocation))).toEqual(invocation);
        },
      ),
    );
  });

  test('[SR-4] any group command', () => {
    const text = fc.string({ unit: 'binary' });
    const id = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff });
    const action = fc.constantFrom('add' as const, 'remove' as const);
    fc.assert(
      fc.property(
        fc.record({ id, serverName: text, action, group: text, connectionId: text }),
        (command) => {
          expect(decodeGroupCommand(encodeGroupCommand(command))).toEqual(command);
        },
      ),
    );
  });
});
