/**
 * What a developer assumes of the service, where nobody outside knows: `name=value`, with commas between them.
 *
 * Rules: docs/spec/azure-service.md, AS-90 and AS-91.
 */

import {
  resolveServiceSettings,
  SERVER_CHOICES,
  type ServiceSettings,
} from '../service/service-settings.ts';
import { Problem } from './problem.ts';

/** A timer of Node that is set for longer ends at once. */
const MAX_NUMBER = 2 ** 31 - 1;
const DEFAULTS: Readonly<Record<string, unknown>> = { ...resolveServiceSettings() };

export function parseAssumptions(text: string): Partial<ServiceSettings> | Problem {
  const assumed: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const part of text.split(',')) {
    const [name = '', ...rest] = part.split('=');
    const value = rest.join('=');
    const parsed = Object.hasOwn(DEFAULTS, name) ? parseValue(name, value) : unknownName(name);
    if (parsed instanceof Problem) {
      problems.push(parsed.text);
    } else {
      assumed[name] = parsed;
    }
  }
  return problems.length > 0 ? new Problem(problems.join(', and ')) : assumed;
}

function parseValue(name: string, value: string): unknown {
  if (name === 'serverChoice') {
    const choice = SERVER_CHOICES.find((each) => each === value);
    return choice ?? new Problem(`must set ${name} to ${SERVER_CHOICES.join(' or ')}`);
  }
  const kind = typeof DEFAULTS[name];
  if (kind === 'boolean') {
    return value === 'true' || value === 'false'
      ? value === 'true'
      : new Problem(`must set ${name} to true or false`);
  }
  if (kind === 'number') {
    return /^[1-9]\d{0,9}$/.test(value) && Number(value) <= MAX_NUMBER
      ? Number(value)
      : new Problem(`must set ${name} to a whole number from 1 to ${MAX_NUMBER}`);
  }
  return value === '' ? new Problem(`must set ${name} to something`) : value;
}

function unknownName(name: string): Problem {
  const names = Object.keys(DEFAULTS).toSorted().join(', ');
  return new Problem(`knows no ${JSON.stringify(name)}: NAME=VALUE, with NAME one of ${names}`);
}
