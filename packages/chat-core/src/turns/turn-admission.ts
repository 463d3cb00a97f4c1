/** Whether the next turn of an agent may run now. Pure. */

import type { ModelStatus } from '@parley/llm';

/** `run`: also when the model has failed, because the reply then says so at once. */
export type Admission = 'run' | 'wait';

export function admission(status: ModelStatus | undefined): Admission {
  // No model: the agent is gone, and its turns are ended in view of the room.
  if (status === undefined) return 'run';
  switch (status.state) {
    case 'ready':
    case 'failed':
      return 'run';
    case 'stopped':
    case 'starting':
      return 'wait';
  }
}
