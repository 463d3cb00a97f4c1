export { LanguageModelError, languageModelErrorCodes } from './errors.ts';
export type { LanguageModelErrorCode } from './errors.ts';
export type {
  LanguageModel,
  ModelDescription,
  ModelStatus,
  ReplyFigures,
  ReplyPart,
  ReplyRequest,
} from './language-model.ts';
export { layOutTranscript } from './layout.ts';
export type { LaidOutPrompt, PromptTurn } from './layout.ts';
export { packagedModelProfile, profileForModel } from './model-profiles.ts';
export type { Layout, ModelProfile, Sampling } from './profile.ts';
export { ReplyGuard } from './reply-guard.ts';
export type { GuardedText, ReplyGuardOptions } from './reply-guard.ts';
export { neutraliseTemplateText } from './template-text.ts';
export type { Transcript, TranscriptLine } from './transcript.ts';
