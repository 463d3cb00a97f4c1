/**
 * Every setting of the server: name, unit, default, and how its text is read.
 *
 * A setting `maxTokens` is the flag `--max-tokens` and the variable `PARLEY_MAX_TOKENS`, unless it says
 * otherwise. Where no default stands, `undefined` means what `otherwise` says.
 */

import {
  choice,
  decimal,
  displayName,
  hostName,
  mentionHandle,
  publicOrigin,
  secret,
  serviceName,
  text,
  wholeNumber,
} from './setting-schemas.ts';
import type { SettingSchema } from './setting-schemas.ts';

export interface Setting<T, D extends T | undefined = T | undefined> {
  readonly group: 'Server' | 'Azure' | 'Model' | 'Agent' | 'Limits' | 'Logs';
  /** What it is, with its unit. */
  readonly summary: string;
  /** What stands for the value in the help. */
  readonly placeholder: string;
  readonly schema: SettingSchema<T>;
  readonly default: D;
  /** What happens without it, where there is no default to show. */
  readonly otherwise?: string;
  /** Where it is not `PARLEY_` and the name. */
  readonly variable?: string;
  /** Never shown, not even when it is wrong. */
  readonly isSecret?: boolean;
}

function setting<T, const D extends T | undefined>(definition: Setting<T, D>): Setting<T, D> {
  return definition;
}

export const settings = {
  port: setting({
    group: 'Server',
    summary: 'TCP port to listen on; 0 takes any free one',
    placeholder: 'PORT',
    variable: 'PORT',
    schema: wholeNumber(0, 65_535),
    default: 3000,
  }),
  host: setting({
    group: 'Server',
    summary: 'address to listen on; beyond loopback, joining needs the invite link',
    placeholder: 'HOST',
    schema: hostName(),
    default: '127.0.0.1',
  }),
  publicUrl: setting({
    group: 'Server',
    summary: 'address that people open, when a reverse proxy stands in front',
    placeholder: 'URL',
    schema: publicOrigin(),
    default: undefined,
    otherwise: 'the address listened on',
  }),
  data: setting({
    group: 'Server',
    summary: 'folder of history, keys and downloaded models',
    placeholder: 'FOLDER',
    schema: text(),
    default: '.parley',
  }),
  maxHistorySize: setting({
    group: 'Server',
    summary: 'most MiB of the history; when it is full, nothing new is taken',
    placeholder: 'MIB',
    schema: wholeNumber(1, 1_000_000),
    default: undefined,
    otherwise: 'as large as the disk',
  }),
  invite: setting({
    group: 'Server',
    summary: 'secret of the invite link, at least 16 characters',
    placeholder: 'SECRET',
    schema: secret(),
    default: undefined,
    otherwise: 'drawn once and kept in the data folder',
    isSecret: true,
  }),

  azureSignalrConnectionString: setting({
    group: 'Azure',
    summary: 'connection string of an Azure SignalR Service, through which people connect then',
    placeholder: 'STRING',
    variable: 'AZURE_SIGNALR_CONNECTION_STRING',
    schema: text(),
    default: undefined,
    otherwise: 'people connect to this server',
    isSecret: true,
  }),
  azureSignalrApplicationName: setting({
    group: 'Azure',
    summary: 'name before that of the hub, where several applications share the service',
    placeholder: 'NAME',
    schema: serviceName(),
    default: undefined,
    otherwise: 'none',
  }),
  azureSignalrServerConnections: setting({
    group: 'Azure',
    summary: 'connections from this server to the service; they count against its quota',
    placeholder: 'N',
    schema: wholeNumber(1, 100),
    default: 5,
  }),

  model: setting({
    group: 'Model',
    summary: 'a GGUF file, hf:user/repo:quant, or the URL of a GGUF file',
    placeholder: 'MODEL',
    schema: text(),
    default: undefined,
    otherwise: 'the tiny packaged model',
  }),
  modelDirectory: setting({
    group: 'Model',
    summary: 'folder for downloaded models',
    placeholder: 'FOLDER',
    schema: text(),
    default: undefined,
    otherwise: '`models` in the data folder',
  }),
  huggingFaceEndpoint: setting({
    group: 'Model',
    summary: 'where models of the form hf:… come from, such as a mirror',
    placeholder: 'URL',
    variable: 'HF_ENDPOINT',
    schema: publicOrigin(),
    default: 'https://huggingface.co',
  }),
  huggingFaceToken: setting({
    group: 'Model',
    summary: 'access token for models of Hugging Face that want one',
    placeholder: 'TOKEN',
    variable: 'HF_TOKEN',
    schema: text(),
    default: undefined,
    otherwise: 'none',
    isSecret: true,
  }),
  contextSize: setting({
    group: 'Model',
    summary: 'tokens that the model sees at once, reply included',
    placeholder: 'TOKENS',
    schema: wholeNumber(256),
    default: undefined,
    otherwise: '4096, or what fits into memory',
  }),
  threads: setting({
    group: 'Model',
    summary: 'threads to compute with',
    placeholder: 'N',
    schema: wholeNumber(1, 1024),
    default: undefined,
    otherwise: 'measured at start, adapted to the load',
  }),
  gpu: setting({
    group: 'Model',
    summary: 'what computes: auto, none, cuda, vulkan or metal',
    placeholder: 'KIND',
    schema: choice(['auto', 'none', 'cuda', 'vulkan', 'metal']),
    default: 'auto',
  }),
  maxTokensPerSecond: setting({
    group: 'Model',
    summary: 'ceiling of the speed of each reply, in tokens per second',
    placeholder: 'N',
    schema: decimal(0.1, 100_000),
    default: undefined,
    otherwise: 'as fast as it goes',
  }),
  layout: setting({
    group: 'Model',
    summary: 'how the chat is laid out for the model: material or conversation',
    placeholder: 'LAYOUT',
    schema: choice(['material', 'conversation']),
    default: undefined,
    otherwise: 'by the model',
  }),
  temperature: setting({
    group: 'Model',
    summary: 'randomness of the replies, 0 to 5',
    placeholder: 'N',
    schema: decimal(0, 5),
    default: undefined,
    otherwise: 'by the model',
  }),
  topP: setting({
    group: 'Model',
    summary: 'share of probability to sample from, 0 to 1',
    placeholder: 'N',
    schema: decimal(0, 1),
    default: undefined,
    otherwise: 'by the model',
  }),
  topK: setting({
    group: 'Model',
    summary: 'how many of the likeliest tokens to sample from; 0 is all',
    placeholder: 'N',
    schema: wholeNumber(0, 1_000_000),
    default: undefined,
    otherwise: 'by the model',
  }),
  minP: setting({
    group: 'Model',
    summary: 'least probability of a token, as a share of the likeliest one, 0 to 1',
    placeholder: 'N',
    schema: decimal(0, 1),
    default: undefined,
    otherwise: 'by the model',
  }),
  repeatPenalty: setting({
    group: 'Model',
    summary: 'penalty on repetition; 1 is none',
    placeholder: 'N',
    schema: decimal(0.1, 10),
    default: undefined,
    otherwise: 'by the model',
  }),
  maxTokens: setting({
    group: 'Model',
    summary: 'most tokens of one reply',
    placeholder: 'TOKENS',
    schema: wholeNumber(1, 1_000_000),
    default: undefined,
    otherwise: 'by the model',
  }),
  seed: setting({
    group: 'Model',
    summary: 'seed of the sampling: the same seed and chat give the same reply',
    placeholder: 'N',
    schema: wholeNumber(0, 4_294_967_295),
    default: undefined,
    otherwise: 'drawn for each reply',
  }),

  agentName: setting({
    group: 'Agent',
    summary: 'name of the agent, as shown',
    placeholder: 'NAME',
    schema: displayName(),
    default: 'Llama',
  }),
  agentHandle: setting({
    group: 'Agent',
    summary: 'how people call it in a text, after the @',
    placeholder: 'HANDLE',
    schema: mentionHandle(),
    default: 'llama',
  }),

  messagesPerMinute: setting({
    group: 'Limits',
    summary: 'messages of one member per minute',
    placeholder: 'N',
    schema: wholeNumber(1, 100_000),
    default: 60,
  }),
  callsPerMinute: setting({
    group: 'Limits',
    summary: 'calls to the agent of one member per minute',
    placeholder: 'N',
    schema: wholeNumber(1, 100_000),
    default: 20,
  }),
  maxQueuedTurns: setting({
    group: 'Limits',
    summary: 'turns waiting in one room before a further call is refused',
    placeholder: 'N',
    schema: wholeNumber(1, 10_000),
    default: 20,
  }),

  logLevel: setting({
    group: 'Logs',
    summary: 'least severity logged: debug, info, warn, error or silent',
    placeholder: 'LEVEL',
    schema: choice(['debug', 'info', 'warn', 'error', 'silent']),
    default: 'info',
  }),
  logFormat: setting({
    group: 'Logs',
    summary: 'text for people, json for machines, auto: text on a terminal',
    placeholder: 'FORMAT',
    schema: choice(['auto', 'text', 'json']),
    default: 'auto',
  }),
} as const;

export type SettingName = keyof typeof settings;
export type Settings = {
  readonly [K in SettingName]:
    | (typeof settings)[K]['default']
    | ((typeof settings)[K] extends Setting<infer T, infer _D> ? T : never);
};

export const settingNames = Object.keys(settings) as SettingName[];

/** `maxTokens` → `max-tokens`. */
export function flagOf(name: SettingName): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

export function variableOf(name: SettingName): string {
  const { variable }: Setting<unknown> = settings[name];
  return variable ?? `PARLEY_${flagOf(name).replaceAll('-', '_').toUpperCase()}`;
}
