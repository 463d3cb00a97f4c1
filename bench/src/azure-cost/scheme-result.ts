/** What one way of sending an answer has cost. */

import type { Delays } from './delays.ts';

export interface SchemeResult {
  readonly scheme: string;
  readonly viewers: number;
  /** Billed messages to each viewer, of the answer alone. */
  readonly perViewer: number;
  /** With the question that asked for it, and the answer to who asked; `undefined` where nobody asks. */
  readonly withQuestion: number | undefined;
  /** Billed messages to the server. */
  readonly toServer: number;
  readonly delays: Delays;
  /** Viewers whose text is the answer, piece by piece. */
  readonly wholeTexts: number;
}
