import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createConfig, readConfig } from '../src/config.ts';
import type { Config, ConfigSources } from '../src/config.ts';
import { flagOf, settingNames, variableOf } from '../src/settings/settings.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

function read(sources: Partial<ConfigSources>) {
  return readConfig({ args: [], environment: {}, workingDirectory: '/home/ana', ...sources });
}

function configOf(sources: Partial<ConfigSources>): Config {
  const reading = read(sources);
  if (reading.kind !== 'config') throw new Error(JSON.stringify(reading));
  return reading.config;
}

function problemsOf(sources: Partial<ConfigSources>): readonly string[] {
  const reading = read(sources);
  if (reading.kind !== 'invalid') throw new Error('the configuration was taken');
  return reading.problems;
}

describe('defaults', () => {
  it('is a loopback server on port 3000 with the packaged model', () => {
    expect(configOf({})).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      data: '/home/ana/.parley',
      modelDirectory: '/home/ana/.parley/models',
      model: undefined,
      agentName: 'Llama',
      agentHandle: 'llama',
      maxTokensPerSecond: undefined,
    });
  });

  it('cannot be changed afterwards', () => {
    expect(Object.isFrozen(configOf({}))).toBe(true);
    expect(Object.isFrozen(createConfig({}))).toBe(true);
  });

  it('is what a server started from code has where it says nothing else', () => {
    const fromCode = createConfig({ port: 0 });
    expect(fromCode).toEqual(configOf({ args: ['--port=0'], workingDirectory: process.cwd() }));
  });
});

describe('precedence', () => {
  it('takes the flag over the environment, the environment over the file, the file over the default', () => {
    using folder = temporaryFolder();
    const file = folder.join('settings.env');
    writeFileSync(
      file,
      'PORT=1001\nPARLEY_HOST=0.0.0.0 # everywhere\nPARLEY_AGENT_NAME="Al Paca"\n',
    );
    const sources = {
      args: ['--env-file', file, '--port', '1003'],
      environment: { PORT: '1002', PARLEY_HOST: '127.0.0.2' },
    };
    expect(configOf(sources)).toMatchObject({
      port: 1003,
      host: '127.0.0.2',
      agentName: 'Al Paca',
      temperature: undefined,
    });
  });

  it('finds the file by its variable', () => {
    using folder = temporaryFolder();
    writeFileSync(folder.join('parley.env'), 'PORT=1001');
    const environment = { PARLEY_ENV_FILE: 'parley.env' };
    expect(configOf({ environment, workingDirectory: folder.path }).port).toBe(1001);
  });

  it('takes an empty variable for none', () => {
    expect(configOf({ environment: { PORT: '', PARLEY_MODEL: '' } })).toMatchObject({
      port: 3000,
      model: undefined,
    });
  });
});

describe('values', () => {
  it.each([
    [['--port', '0'], { port: 0 }],
    [['--host=localhost'], { host: '127.0.0.1' }],
    [['--host', '[::1]'], { host: '::1' }],
    [['--data', 'chat'], { data: '/home/ana/chat', modelDirectory: '/home/ana/chat/models' }],
    [['--model-directory', '/models'], { modelDirectory: '/models' }],
    [['--model', 'models/a.gguf'], { model: '/home/ana/models/a.gguf' }],
    [['--model', 'hf:user/repo:Q4_K_M'], { model: 'hf:user/repo:Q4_K_M' }],
    [['--model', 'https://host.example/a.gguf'], { model: 'https://host.example/a.gguf' }],
    [['--public-url', 'https://Chat.example/'], { publicUrl: 'https://chat.example' }],
    [
      ['--temperature', '.5', '--top-p=1', '--min-p', '0.05'],
      { temperature: 0.5, topP: 1, minP: 0.05 },
    ],
    [['--top-k=0', '--seed', '7', '--max-tokens', '64'], { topK: 0, seed: 7, maxTokens: 64 }],
    [['--max-tokens-per-second', '12.5'], { maxTokensPerSecond: 12.5 }],
    [['--layout', 'conversation', '--gpu=none'], { layout: 'conversation', gpu: 'none' }],
    [
      ['--azure-signalr-application-name=parley_eu', '--azure-signalr-server-connections', '2'],
      { azureSignalrApplicationName: 'parley_eu', azureSignalrServerConnections: 2 },
    ],
    [['--agent-name', ' Al  Paca '], { agentName: 'Al Paca' }],
  ] as const)('reads %j', (args, expected) => {
    expect(configOf({ args })).toMatchObject(expected);
  });
});

it('finds the service by the variable that other programs know, too', () => {
  const azureSignalrConnectionString = 'Endpoint=http://localhost;AccessKey=k';
  const environment = { AZURE_SIGNALR_CONNECTION_STRING: azureSignalrConnectionString };
  expect(configOf({ environment })).toMatchObject({ azureSignalrConnectionString });
  const args = ['--azure-signalr-connection-string', azureSignalrConnectionString];
  expect(configOf({ args })).toMatchObject({ azureSignalrConnectionString });
});

describe('problems', () => {
  it('reports every one at once, each by flag and variable', () => {
    const problems = problemsOf({
      args: ['--port', 'many', '--temprature', '1', '--top-p=2'],
      environment: { PARLEY_PUBLIC_URL: 'chat.example', PARLEY_AGENT_NAME: 'a:b' },
    });
    expect(problems).toEqual([
      '--temprature is not a setting: did you mean --temperature?',
      '--port (PORT) must be a whole number from 0 to 65535; the flag says “many”.',
      expect.stringMatching(
        /^--public-url \(PARLEY_PUBLIC_URL\) .*the environment says “chat.example”\.$/,
      ),
      '--top-p (PARLEY_TOP_P) must be a number from 0 to 1; the flag says “2”.',
      expect.stringMatching(/^--agent-name \(PARLEY_AGENT_NAME\) .*cannot hold : @/),
    ]);
  });

  it.each([
    [['--port', '65536'], /--port \(PORT\)/],
    [['--port', '80.5'], /--port \(PORT\)/],
    [['--port'], /--port needs a value/],
    [['--port', '--host', 'x'], /--port needs a value/],
    [['--host', 'http://x'], /--host \(PARLEY_HOST\)/],
    [['--host', 'a:80'], /--host \(PARLEY_HOST\)/],
    [['--public-url', 'https://chat.example/parley'], /without a path/],
    [['--public-url', 'ftp://chat.example'], /--public-url/],
    [['--context-size', '0'], /--context-size \(PARLEY_CONTEXT_SIZE\) .* at least 256/],
    [['--seed=-1'], /--seed/],
    [['--repeat-penalty', 'NaN'], /--repeat-penalty/],
    [['--layout', 'poem'], /must be one of material, conversation/],
    [['--agent-handle', '@llama'], /without the @/],
    [['--messages-per-minute', '0'], /--messages-per-minute/],
    [['model.gguf', '--gpu=none'], /“model.gguf” is not a setting/],
    [['-x'], /-x is not a setting: see --help/],
    [['--azure-signalr-application-name', '1st'], /letters, digits or _, and begin with a letter/],
    [['--env-file', 'missing.env'], /--env-file \(PARLEY_ENV_FILE\) cannot be read/],
  ])('refuses %j', (args, expected) => {
    const problems = problemsOf({ args });
    expect(problems.filter((problem) => expected.test(problem))).toHaveLength(1);
  });

  it('never shows a secret, not even a wrong one', () => {
    const problems = problemsOf({ environment: { PARLEY_INVITE: 'hunter2' } });
    expect(problems.join()).toContain('--invite (PARLEY_INVITE)');
    expect(problems.join()).not.toContain('hunter2');
  });

  it('names what it does not know in the file, and leaves other programs’ variables alone', () => {
    using folder = temporaryFolder();
    writeFileSync(folder.join('.env'), 'PARLEY_PORTS=1\nPARLEY_AGENT_NAMES=x\nDATABASE_URL=y\n');
    const problems = problemsOf({ args: ['--env-file', '.env'], workingDirectory: folder.path });
    expect(problems.toSorted()).toEqual([
      'PARLEY_AGENT_NAMES in .env is not a setting: did you mean PARLEY_AGENT_NAME?',
      'PARLEY_PORTS in .env is not a setting: did you mean PORT?',
    ]);
  });
});

describe('information', () => {
  it('lists every setting with its variable and its default', () => {
    const reading = read({ args: ['--help', '--port', 'wrong'] });
    const text = reading.kind === 'information' ? reading.text : '';
    for (const name of settingNames) {
      expect(text).toContain(`  --${flagOf(name)} `);
      expect(text).toContain(`[${variableOf(name)}; default: `);
    }
    expect(text).toContain('[PORT; default: 3000]');
  });

  it('says its version', () => {
    expect(read({ args: ['--version'] })).toEqual({
      kind: 'information',
      text: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });
});
