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
export type { Layout, ModelProfile, Sampling } from './profile.ts';
export type { Transcript, TranscriptLine } from './transcript.ts';
