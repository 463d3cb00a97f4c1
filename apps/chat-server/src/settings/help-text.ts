/** What `--help` prints: every setting with its flag, its variable, its unit and its default. */

import { flagOf, settingNames, settings, variableOf } from './settings.ts';
import type { Setting, SettingName } from './settings.ts';

const INTRODUCTION = `Parley: the room where the agent has a seat.

Usage: parley [settings]

Each setting is a flag, a variable of the environment, or a line VARIABLE=value of one file named by
--env-file (PARLEY_ENV_FILE). A flag wins over the environment, the environment over the file.
`;

const OTHERS = `Others
  --env-file FILE
      file of settings  [PARLEY_ENV_FILE; default: none]
  --help
      this text
  --version
      the version
`;

export function helpText(): string {
  const groups = [...new Set(settingNames.map((name) => settings[name].group))];
  const sections = groups.map((group) => {
    const names = settingNames.filter((name) => settings[name].group === group);
    return `${group}\n${names.map(settingLines).join('')}`;
  });
  return [INTRODUCTION, ...sections, OTHERS].join('\n');
}

function settingLines(name: SettingName): string {
  const definition: Setting<string | number> = settings[name];
  const { placeholder, summary } = definition;
  const fallback = definition.default ?? definition.otherwise ?? 'none';
  return `  --${flagOf(name)} ${placeholder}\n      ${summary}  [${variableOf(name)}; default: ${fallback}]\n`;
}
