/**
 * Configuration: the one place that reads the environment and the command line.
 *
 * A flag wins over the environment, the environment over the file of `--env-file`, the file over the
 * default. Every problem is reported, not the first alone, each by flag and variable.
 */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs, parseEnv } from 'node:util';
import { closestName } from './settings/closest-name.ts';
import { helpText } from './settings/help-text.ts';
import { flagOf, settingNames, settings, variableOf } from './settings/settings.ts';
import type { Setting, SettingName, Settings } from './settings/settings.ts';

/** A checked setting each; paths are absolute. Frozen. */
export interface Config extends Settings {
  readonly modelDirectory: string;
}

/** Where settings come from. */
export interface ConfigSources {
  /** Without the program's own name. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What relative paths are relative to. */
  readonly workingDirectory: string;
}

/** What the command line asked for. */
export type ConfigReading =
  | { readonly kind: 'config'; readonly config: Config }
  | { readonly kind: 'information'; readonly text: string }
  /** One sentence a problem. */
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

interface Given {
  readonly text: string;
  readonly source: string;
}

interface Flags {
  readonly values: ReadonlyMap<string, string>;
  readonly switches: ReadonlySet<string>;
}

const ENV_FILE_FLAG = 'env-file';
const ENV_FILE_VARIABLE = 'PARLEY_ENV_FILE';
const SWITCHES = ['help', 'version'];

/** Of this process. */
export function processSources(): ConfigSources {
  return {
    args: process.argv.slice(2),
    environment: process.env,
    workingDirectory: process.cwd(),
  };
}

export function readConfig(sources: ConfigSources): ConfigReading {
  const problems: string[] = [];
  const flags = readFlags(sources.args, problems);
  if (flags.switches.has('help')) return { kind: 'information', text: helpText() };
  if (flags.switches.has('version')) return { kind: 'information', text: `${readVersion()}\n` };

  const file = readEnvFile(sources, { flags, problems });
  const values: Record<string, unknown> = {};
  for (const name of settingNames) {
    const given = findGiven(name, { flags, environment: sources.environment, file });
    values[name] = readSetting(name, { given, problems });
  }

  if (problems.length > 0) return { kind: 'invalid', problems };
  const config = withAbsolutePaths(values as unknown as Settings, sources.workingDirectory);
  return { kind: 'config', config: Object.freeze(config) };
}

/** The defaults with some settings changed, for who starts a server from code. Nothing is checked. */
export function createConfig(changes: Partial<Settings>): Config {
  const values = Object.fromEntries(settingNames.map((name) => [name, settings[name].default]));
  const config = withAbsolutePaths({ ...values, ...changes } as Settings, process.cwd());
  return Object.freeze(config);
}

/** Of this package. */
export function readVersion(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  return (manifest as { version: string }).version;
}

function readFlags(args: readonly string[], problems: string[]): Flags {
  const known = [...settingNames.map(flagOf), ENV_FILE_FLAG];
  const options = Object.fromEntries([
    ...known.map((flag) => [flag, { type: 'string' as const }]),
    ...SWITCHES.map((flag) => [flag, { type: 'boolean' as const }]),
  ]) as Record<string, { type: 'string' | 'boolean' }>;
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const values = new Map<string, string>();
  const switches = new Set<string>();
  // What follows a flag that we do not know is most likely its value, and no problem of its own.
  let unknownAt = Number.NaN;

  for (const token of tokens) {
    if (token.kind === 'positional' && token.index !== unknownAt + 1)
      problems.push(`“${token.value}” is not a setting: settings begin with --, see --help.`);
    if (token.kind !== 'option') continue;
    if (!known.includes(token.name) && !SWITCHES.includes(token.name)) unknownAt = token.index;
    if (SWITCHES.includes(token.name)) switches.add(token.name);
    else if (!known.includes(token.name)) problems.push(unknownFlag(token.rawName, known));
    else if (token.value === undefined || (!token.inlineValue && token.value.startsWith('--')))
      problems.push(`--${token.name} needs a value, such as --${token.name}=VALUE.`);
    else values.set(token.name, token.value);
  }
  return { values, switches };
}

function unknownFlag(rawName: string, known: readonly string[]): string {
  const closest = closestName(rawName.replace(/^-+/, ''), [...known, ...SWITCHES]);
  const advice = closest === undefined ? 'see --help.' : `did you mean --${closest}?`;
  return `${rawName} is not a setting: ${advice}`;
}

type FileValues = Readonly<Record<string, string | undefined>>;

function readEnvFile(
  sources: ConfigSources,
  { flags, problems }: { flags: Flags; problems: string[] },
): FileValues {
  const given = flags.values.get(ENV_FILE_FLAG) ?? sources.environment[ENV_FILE_VARIABLE];
  if (given === undefined || given === '') return {};
  const path = resolve(sources.workingDirectory, given);
  let values: FileValues;
  try {
    values = parseEnv(readFileSync(path, 'utf8')) as FileValues;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    problems.push(`--${ENV_FILE_FLAG} (${ENV_FILE_VARIABLE}) cannot be read: ${reason}.`);
    return {};
  }
  problems.push(...unknownVariables(values, given));
  return values;
}

/** Other programs' variables may stand in the file; one of ours that we do not know is a mistake. */
function unknownVariables(values: FileValues, path: string): string[] {
  const known = [...settingNames.map(variableOf), ENV_FILE_VARIABLE];
  const unknown = Object.keys(values).filter(
    (variable) => variable.startsWith('PARLEY_') && !known.includes(variable),
  );
  return unknown.map((variable) => {
    const closest = closestName(withoutPrefix(variable), known.map(withoutPrefix));
    const meant = known.find((name) => withoutPrefix(name) === closest);
    const advice = meant === undefined ? 'see --help.' : `did you mean ${meant}?`;
    return `${variable} in ${path} is not a setting: ${advice}`;
  });
}

function withoutPrefix(variable: string): string {
  return variable.replace(/^PARLEY_/, '');
}

function findGiven(
  name: SettingName,
  from: { flags: Flags; environment: ConfigSources['environment']; file: FileValues },
): Given | undefined {
  const variable = variableOf(name);
  const candidates = [
    { text: from.flags.values.get(flagOf(name)), source: 'the flag' },
    { text: from.environment[variable], source: 'the environment' },
    { text: from.file[variable], source: 'the file' },
  ];
  for (const { text, source } of candidates)
    if (text !== undefined && text !== '') return { text, source };
  return undefined;
}

function readSetting(
  name: SettingName,
  { given, problems }: { given: Given | undefined; problems: string[] },
): unknown {
  const { schema, default: fallback, isSecret }: Setting<unknown> = settings[name];
  if (given === undefined) return fallback;
  const parsed = schema.safeParse(given.text.trim());
  if (parsed.success) return parsed.data;

  const found = isSecret === true ? '' : `; ${given.source} says “${given.text}”`;
  const message = parsed.error.issues[0]?.message ?? 'is not valid';
  problems.push(`--${flagOf(name)} (${variableOf(name)}) ${message}${found}.`);
  return fallback;
}

function withAbsolutePaths(values: Settings, workingDirectory: string): Config {
  const data = resolve(workingDirectory, values.data);
  const modelDirectory =
    values.modelDirectory === undefined
      ? resolve(data, 'models')
      : resolve(workingDirectory, values.modelDirectory);
  // `hf:` and URLs stand as they are; one letter before the colon is a drive of Windows.
  const isRemote = values.model !== undefined && /^[a-z]{2,}:/i.test(values.model);
  const model =
    values.model === undefined || isRemote ? values.model : resolve(workingDirectory, values.model);
  return { ...values, data, modelDirectory, model };
}
