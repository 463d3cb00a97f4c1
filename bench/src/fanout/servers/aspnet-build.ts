/** Builds the ASP.NET Core server, where there is a .NET SDK to do it with. */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../../../dotnet/fanout-server', import.meta.url));
const SDK_MAJOR = 10;

/** Why there is no ASP.NET Core to measure; `undefined` when it is built. @throws {Error} when it does not compile. */
export function buildAspNetServer(): string | undefined {
  const sdks = spawnSync('dotnet', ['--list-sdks'], { encoding: 'utf8' });
  if (sdks.error !== undefined || sdks.status !== 0) {
    return 'there is no `dotnet` on the path';
  }
  if (!new RegExp(`^${SDK_MAJOR}\\.`, 'm').test(sdks.stdout)) {
    return `there is no .NET SDK ${SDK_MAJOR}`;
  }
  const build = spawnSync('dotnet', ['build', '-c', 'Release', '--nologo', PROJECT], {
    encoding: 'utf8',
    env: { ...process.env, DOTNET_CLI_TELEMETRY_OPTOUT: '1' },
  });
  if (build.status !== 0) {
    throw new Error(`The ASP.NET Core server does not compile:\n${build.stdout}${build.stderr}`);
  }
  return undefined;
}
