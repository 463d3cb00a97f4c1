/** How a program of this folder ends. */

import { NoSdkError } from './dotnet-sdk.ts';

/** Prints the failures and sets the exit code; a missing SDK is told in a sentence. */
export async function runComparison(main: () => Promise<readonly string[]>): Promise<void> {
  try {
    const failures = await main();
    for (const failure of failures) {
      console.error(failure);
    }
    process.exitCode = failures.length === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof NoSdkError)) {
      throw error;
    }
    console.error(error.message);
    process.exitCode = 1;
  }
}
