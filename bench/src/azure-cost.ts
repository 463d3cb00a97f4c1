/**
 * `npm run bench:azure-cost`: what Azure SignalR Service would bill for one answer of 800 tokens at 50 a second.
 *
 * `--tokens N`, `--rate N` (tokens a second), `--viewers N,N,..`, `--teams N,N,..`.
 */

import { parseArgs } from 'node:util';
import { runChatScheme } from './azure-cost/chat-scheme.ts';
import { createPacedText } from './azure-cost/paced-text.ts';
import { runPlainSchemes } from './azure-cost/plain-schemes.ts';
import type { SchemeResult } from './azure-cost/scheme-result.ts';
import { measureTeam } from './azure-cost/team-costs.ts';
import type { TeamCosts } from './azure-cost/team-costs.ts';
import { formatTable } from './table.ts';

/** Of an answer of 800 tokens at 50 a second, to each viewer. */
const MOST_MESSAGES = 66;
const PLAIN_VIEWERS = 3;

const { values } = parseArgs({
  options: {
    tokens: { type: 'string', default: '800' },
    rate: { type: 'string', default: '50' },
    viewers: { type: 'string', default: '1,5,25' },
    teams: { type: 'string', default: '10,100,1000' },
  },
});
const text = createPacedText(Number(values.tokens), Number(values.rate));
const viewerCounts = numbersOf(values.viewers);

process.stdout.write(
  `One answer: ${values.tokens} tokens at ${values.rate} a second, as the emulator bills it.\n\n`,
);
const results: SchemeResult[] = [];
for (const count of viewerCounts) results.push(await runChatScheme(text, count));
results.push(...(await runPlainSchemes(text, PLAIN_VIEWERS)));

process.stdout.write(`${formatTable([heading(), ...results.map(rowOf)])}\n\n`);
const teams: TeamCosts[] = [];
for (const people of numbersOf(values.teams)) teams.push(await measureTeam(people));
process.stdout.write(`What else is billed, by the size of the team:\n\n${teamTable()}\n\n`);

const problems = results.flatMap(problemsOf);
process.stdout.write(problems.length === 0 ? 'Every text is whole.\n' : `${problems.join('\n')}\n`);
process.exit(problems.length === 0 ? 0 : 1);

function numbersOf(list: string): number[] {
  return list.split(',').map(Number);
}

function teamTable(): string {
  const headings = ['people', 'to who arrives', 'presence', 'a message', 'an answer of 250 tokens'];
  const rows = teams.map(({ people, arrival, presence, message, answer }) => [
    String(people),
    String(arrival),
    String(presence),
    message.toFixed(1),
    answer.toFixed(1),
  ]);
  return formatTable([headings, ...rows]);
}

function heading(): string[] {
  return [
    'scheme',
    'viewers',
    'messages to each',
    'with the question',
    'to the server',
    'text on its way, median',
    'longest',
    'whole texts',
  ];
}

function rowOf(result: SchemeResult): string[] {
  const { scheme, viewers, perViewer, withQuestion, toServer, delays, wholeTexts } = result;
  return [
    scheme,
    String(viewers),
    perViewer.toFixed(1),
    withQuestion?.toFixed(1) ?? '',
    String(toServer),
    `${Math.round(delays.medianMs)} ms`,
    `${Math.round(delays.longestMs)} ms`,
    `${wholeTexts} of ${viewers}`,
  ];
}

function problemsOf(result: SchemeResult): string[] {
  const { scheme, viewers, perViewer, wholeTexts } = result;
  const isStandard = text.tokens.length === 800 && text.tokensPerSecond === 50;
  const isOver = scheme === 'Parley' && isStandard && !(perViewer <= MOST_MESSAGES);
  return [
    ...(isOver ? [`${scheme}, ${viewers} viewers: more than ${MOST_MESSAGES} messages.`] : []),
    ...(wholeTexts < viewers ? [`${scheme}: not every viewer has the whole text.`] : []),
  ];
}
