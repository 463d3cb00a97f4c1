/** The double must behave as the real stores do. */

import { describeHistoryStore } from './support/history-store-contract.ts';
import { MemoryHistoryStore } from './support/memory-history-store.ts';

describeHistoryStore('memory', async () => new MemoryHistoryStore());
