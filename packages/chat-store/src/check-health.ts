/** Whether the database can be read and written now. */

import type { HistoryDatabase } from './history-tables.ts';

/** More than a page, so that the check meets a full disk even where a small row would still fit. */
const PROBE_BYTES = 16_384;

export async function checkHealth(database: HistoryDatabase): Promise<void> {
  await database
    .insertInto('healthProbes')
    .values({ payload: new Uint8Array(PROBE_BYTES) })
    .execute();
  await database.deleteFrom('healthProbes').execute();
}
