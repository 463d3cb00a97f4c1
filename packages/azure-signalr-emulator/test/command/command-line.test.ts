import { describe, expect, test } from 'vitest';
import { announcement, warnings } from '../../src/command/announcement.ts';
import { type CommandLine, parseCommandLine } from '../../src/command/command-line.ts';
import { HELP_TEXT } from '../../src/command/help-text.ts';
import { startProblem } from '../../src/command/start-problem.ts';

const KEY = 'k'.repeat(32);

function parse(text: string, environment: Record<string, string> = {}): CommandLine {
  return parseCommandLine(text === '' ? [] : text.split(' '), environment);
}

function problemsOf(text: string, environment: Record<string, string> = {}): readonly string[] {
  const parsed = parse(text, environment);
  return parsed.kind === 'invalid' ? parsed.problems : [];
}

describe('settings', () => {
  test('[AS-90] of nothing are the defaults', () => {
    expect(parse('')).toEqual({ kind: 'run', settings: {} });
  });

  test('[AS-90] are flags', () => {
    const flags = `--port 0 --host 0.0.0.0 --tier=standard:100 --access-key ${KEY} --also-bill ping,handshake --clock-skew 7 --accept-entra --assume serverChoice=random,migrationWaitMs=1,deliversOncePerGroup=false,instanceId=a=b`;

    expect(parse(flags)).toEqual({
      kind: 'run',
      settings: {
        port: 0,
        host: '0.0.0.0',
        tier: { units: 100 },
        accessKey: KEY,
        billedKinds: ['message', 'ping', 'handshake'],
        clockSkewMs: 7000,
        acceptsEntraTokens: true,
        service: {
          serverChoice: 'random',
          migrationWaitMs: 1,
          deliversOncePerGroup: false,
          instanceId: 'a=b',
        },
      },
    });
  });

  test('[AS-90] are variables, over which flags win; an empty one is none', () => {
    const environment = {
      PORT: '9000',
      AZURE_SIGNALR_EMULATOR_TIER: 'free',
      AZURE_SIGNALR_EMULATOR_HOST: '',
    };

    expect(parse('--tier standard', environment)).toEqual({
      kind: 'run',
      settings: { port: 9000, tier: { units: 1 } },
    });
  });

  test('[AS-90] are all in the help', () => {
    expect(parse('--port x --help')).toEqual({ kind: 'help' });
    expect(parse('--version')).toEqual({ kind: 'version' });
    for (const flag of [
      'port',
      'host',
      'tier',
      'access-key',
      'also-bill',
      'clock-skew',
      'assume',
      'accept-entra',
    ]) {
      expect(HELP_TEXT).toContain(`--${flag}`);
    }
  });
});

describe('a mistake', () => {
  test('[AS-91] is told with all the others', () => {
    expect(problemsOf('--port 99999 --tier gold serve --colour', { PORT: '1' })).toEqual([
      '"serve" is not known: see --help.',
      '"--colour" is not known: see --help.',
      '--port must be a port from 0 to 65535; 0 takes a free one.',
      '--tier must be none, free, standard, or standard:2 for 2 of 1 to 100 units.',
    ]);
  });

  test.each(['standard:0', 'standard:101', 'standard:', 'standard:1.5', 'Free', 'standardx'])(
    '[AS-91] is the tier %s',
    (tier) => {
      expect(problemsOf(`--tier ${tier}`)).toHaveLength(1);
    },
  );

  test.each(['-1', '65536', '1.5', '0x10', 'http'])(
    '[AS-91] is the port %s of the environment',
    (port) => {
      expect(problemsOf('', { PORT: port })).toEqual([
        'PORT must be a port from 0 to 65535; 0 takes a free one.',
      ]);
    },
  );

  test.each(['--port', '--port=', '--port --accept-entra', '--access-key='])(
    '[AS-91] is no value: %s',
    (text) => {
      expect(problemsOf(text)[0]).toMatch(/^--(port|access-key) needs a value\.$/);
    },
  );

  test('[AS-91] in a key does not show the key', () => {
    for (const key of ['short', `${KEY};Version=1`, ' '.repeat(40)]) {
      const [problem = ''] = problemsOf('', { AZURE_SIGNALR_EMULATOR_ACCESS_KEY: key });
      expect(problem).toContain('AZURE_SIGNALR_EMULATOR_ACCESS_KEY must have 32 bytes or more');
      expect(problem).not.toContain(key);
    }
  });

  test.each([
    ['--also-bill message', '--also-bill must be of ping'],
    ['--clock-skew soon', '--clock-skew must be a number of seconds.'],
    ['--assume serverChoice=best', '--assume must set serverChoice to fewest-clients or random.'],
    ['--assume maxPartBytes=-1', '--assume must set maxPartBytes to a whole number from 1 to 2147'],
    [
      '--assume migrationWaitMs=2147483648',
      '--assume must set migrationWaitMs to a whole number from 1 to 2147483647.',
    ],
    [
      '--assume canMigrateFromBroken,instanceId=',
      '--assume must set canMigrateFromBroken to true or false, and must set instanceId to something.',
    ],
    ['--assume luck=true', '--assume knows no "luck": NAME=VALUE, with NAME one of allowsStateful'],
    ['--assume toString=1', '--assume knows no "toString"'],
    ['--accept-entra=yes', '--accept-entra takes no value.'],
    ['-p 1', '"-p" is not known'],
  ])('[AS-91] is %s', (text, problem) => {
    expect(problemsOf(text)[0]).toContain(problem);
  });

  test.each([
    ['EADDRINUSE', 'Port 8888 is taken'],
    ['EACCES', 'may not listen on port 8888'],
    ['EADDRNOTAVAIL', 'has no address "127.0.0.1"'],
  ])('[AS-92] that is found when the emulator starts says what to do: %s', (code, text) => {
    expect(startProblem(Object.assign(new Error('no'), { code }), {})).toContain(text);
  });

  test('[AS-92] of ours is no sentence', () => {
    expect(startProblem(new TypeError('no'), {})).toBeUndefined();
  });
});

describe('what is printed', () => {
  const announced = {
    url: 'http://localhost:8888',
    connectionString: 'Endpoint=http://localhost;Port=8888;AccessKey=KEY;Version=1.0;',
  };

  test('[AS-93] is the connection string, the page and the tier', () => {
    const text = announcement(announced, { tier: { units: 2 } });

    expect(text).toContain(`  Connection string  ${announced.connectionString}\n`);
    expect(text).toContain('  Page               http://localhost:8888/\n');
    expect(text).toContain('Standard, 2 units: 2000 connections');
    expect(announcement(announced, {})).toContain('nothing is refused');
    expect(announcement(announced, { tier: 'free' })).toContain('20 connections');
  });

  test.each([undefined, 'localhost', '127.0.0.1', '127.1.2.3', '::1'])(
    '[AS-94] warns of nothing at %s',
    (host) => {
      expect(warnings(host === undefined ? {} : { host })).toEqual([]);
    },
  );

  test('[AS-94] warns where others reach the port of a known key, or one that is given away', () => {
    expect(warnings({ host: '0.0.0.0' }).join(' ')).toContain('everybody knows the access key');
    expect(warnings({ host: '127.0.0.1.example', accessKey: KEY })).toHaveLength(1);
    expect(
      warnings({ host: '0.0.0.0', accessKey: KEY, acceptsEntraTokens: true }).join(' '),
    ).toContain('--accept-entra checks nothing');
  });
});
