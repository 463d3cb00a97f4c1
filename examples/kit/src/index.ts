export { Conversation } from './conversation.ts';
export type { ConversationOptions, Utterance } from './conversation.ts';
export { gatherText } from './gather-text.ts';
export type { Gathering } from './gather-text.ts';
export { hostExample } from './host-example.ts';
export type { Example, ExampleSetting, HubIngredients, RunningExample } from './host-example.ts';
export type { PageFiles } from './page-files.ts';
export { runExample } from './run-example.ts';
export type { ExampleCommand } from './run-example.ts';
