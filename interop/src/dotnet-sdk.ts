/** The .NET SDK and the projects of interop/dotnet: found, built, and run. */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const FOLDER = fileURLToPath(new URL('../dotnet/', import.meta.url));

/** The program of each project, for `dotnet <program>`. */
export interface DotnetPrograms {
  readonly client: string;
  readonly hubServer: string;
}

/** What cannot be run without the SDK says so in a sentence, and not in a stack. */
export class NoSdkError extends Error {
  override readonly name = 'NoSdkError';
}

/** @throws {NoSdkError} where there is no SDK of version 10. */
export async function buildDotnetPrograms(): Promise<DotnetPrograms> {
  const version = await sdkVersion();
  if (!version.startsWith('10.')) {
    throw new NoSdkError(`The .NET SDK 10 is needed; 'dotnet' here is ${version}.`);
  }
  return {
    client: await build('client', 'interop-client'),
    hubServer: await build('hub-server', 'interop-hub-server'),
  };
}

async function sdkVersion(): Promise<string> {
  try {
    return (await run('dotnet', ['--version'])).stdout.trim();
  } catch (cause) {
    const text = "The .NET SDK is not here: 'dotnet --version' does not run. Install the SDK 10.";
    throw new NoSdkError(text, { cause });
  }
}

async function build(project: string, assembly: string): Promise<string> {
  const folder = `${FOLDER}${project}`;
  try {
    await run('dotnet', ['build', folder, '-c', 'Release', '-v', 'quiet', '--nologo']);
  } catch (cause) {
    const { stdout = '' } = cause as { stdout?: string };
    throw new Error(`interop/dotnet/${project} does not build:\n${stdout}`, { cause });
  }
  return `${folder}/bin/Release/net10.0/${assembly}.dll`;
}
