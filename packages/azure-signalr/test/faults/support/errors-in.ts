/** What a log tells of the errors in it. */

import type { RecordingLogger } from '../../../../signalr-server/test/support/recording-logger.ts';

/** The messages of the errors that were logged with a text. */
export function errorsIn({ lines }: RecordingLogger): readonly string[] {
  return lines.flatMap(({ fields }) =>
    'error' in fields && fields.error instanceof Error ? [fields.error.message] : [],
  );
}
