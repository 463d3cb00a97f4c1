/**
 * The open loop as a picture: how late a record is at p99, against the rate that was offered, both on logarithmic axes.
 * A line goes on to the first rate at which the server fell behind, and ends there with a cross.
 */

import { titleOf } from '../servers/benchmarked-server.ts';
import type { ServerName } from '../servers/benchmarked-server.ts';
import type { LoadOutcome } from '../scenarios/offered-load.ts';
import type { Results } from './results.ts';

const WIDTH = 720;
const HEIGHT = 440;
const FRAME = { left: 70, right: 640, top: 56, bottom: 380 };
const TICK_SHAPES = [1, 2, 5];
const LABEL_GAP = 16;
const LABEL_WIDTH = 110;
const CROSS = 5;

/** Chosen to be told apart on white, on black, and by people who see few colours. */
const COLOURS: Readonly<Record<ServerName, string>> = {
  ours: '#2f81f7',
  aspnet: '#a371f7',
  'socket.io': '#d29922',
  ws: '#768390',
};

interface Point {
  readonly rate: number;
  readonly p99Ms: number;
  readonly isHeld: boolean;
}

interface Line {
  readonly server: ServerName;
  readonly points: readonly Point[];
}

/** From a value to a place on the page. */
interface Axis {
  readonly min: number;
  readonly max: number;
  readonly place: (value: number) => number;
}

export function drawPlot(results: Results): string {
  const lines = results.servers('a').map((server) => lineOf(results, server));
  const points = lines.flatMap((line) => line.points);
  const x = axis(
    points.map(({ rate }) => rate),
    [FRAME.left, FRAME.right],
  );
  const y = axis(
    points.map(({ p99Ms }) => p99Ms),
    [FRAME.bottom, FRAME.top],
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img"`,
    ` aria-label="${describe(lines)}">`,
    style(),
    text({ x: FRAME.left, y: 24 }, 'Latency at p99 against deliveries a second', 'title'),
    text(
      { x: FRAME.left, y: 42 },
      '1,000 connections, server on one core; × is where a backlog grows',
    ),
    ...ticks(x).map((rate) => verticalRule(x.place(rate), short(rate))),
    ...ticks(y).map((ms) => horizontalRule(y.place(ms), `${ms.toLocaleString('en-US')} ms`)),
    text(
      { x: (FRAME.left + FRAME.right) / 2, y: HEIGHT - 16 },
      'deliveries a second, offered',
      'middle',
    ),
    ...lines.map((line) => drawLine(line, x, y)),
    ...labels(lines, x, y),
    '</svg>\n',
  ].join('\n');
}

function lineOf(results: Results, server: ServerName): Line {
  const rates = results.outcomes('a', server).flatMap((steps) => steps.map(rateOf));
  const points = [...new Set(rates)]
    .toSorted((a, b) => a - b)
    .map((rate): Point => {
      const at = (steps: readonly LoadOutcome[]): LoadOutcome | undefined =>
        steps.find((step) => step.offeredPerSecond === rate);
      const p99Ms = results.median('a', server, (steps) => at(steps)?.p99Ms);
      const held = results
        .outcomes('a', server)
        .every((steps) => at(steps)?.backlog.isGrowing !== true);
      return { rate, p99Ms, isHeld: held };
    });
  const firstFall = points.findIndex(({ isHeld }) => !isHeld);
  return { server, points: firstFall === -1 ? points : points.slice(0, firstFall + 1) };
}

function rateOf({ offeredPerSecond }: LoadOutcome): number {
  return offeredPerSecond;
}

/** Logarithmic, from the tick below the least value to the tick above the greatest. */
function axis(values: readonly number[], [from, to]: readonly [number, number]): Axis {
  const min = tickBelow(Math.min(...values));
  const max = tickAbove(Math.max(...values));
  const span = Math.log(max / min) || 1;
  return { min, max, place: (value) => from + ((to - from) * Math.log(value / min)) / span };
}

function tickBelow(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value));
  return decade * (TICK_SHAPES.findLast((shape) => shape * decade <= value) ?? 1);
}

function tickAbove(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value));
  return decade * (TICK_SHAPES.find((shape) => shape * decade >= value) ?? 10);
}

function ticks({ min, max }: Axis): number[] {
  const all: number[] = [];
  for (let tick = min; tick <= max * 1.001; tick = tickAbove(tick * 1.001)) {
    all.push(tick);
  }
  return all;
}

function drawLine({ server, points }: Line, x: Axis, y: Axis): string {
  const places = points.map(({ rate, p99Ms, isHeld }) => ({
    isHeld,
    x: x.place(rate),
    y: y.place(p99Ms),
  }));
  const path = places.map((at, index) => `${index === 0 ? 'M' : 'L'}${round(at.x)} ${round(at.y)}`);
  const marks = places.map((at) =>
    at.isHeld
      ? `<circle cx="${round(at.x)}" cy="${round(at.y)}" r="3.5" fill="${COLOURS[server]}"/>`
      : cross(at),
  );
  return [
    `<g stroke="${COLOURS[server]}" stroke-width="2" fill="none" stroke-linejoin="round">`,
    `<path d="${path.join(' ')}"/>`,
    ...marks,
    '</g>',
  ].join('');
}

function cross({ x, y }: { readonly x: number; readonly y: number }): string {
  const [left, right] = [round(x - CROSS), round(x + CROSS)];
  const [top, bottom] = [round(y - CROSS), round(y + CROSS)];
  return `<path d="M${left} ${top} L${right} ${bottom} M${left} ${bottom} L${right} ${top}"/>`;
}

interface Label {
  readonly server: ServerName;
  readonly x: number;
  readonly y: number;
}

/** At the ends of the lines, moved apart where they would touch. */
function labels(lines: readonly Line[], x: Axis, y: Axis): string[] {
  const placed: Label[] = [];
  const ends = lines.flatMap(({ server, points }): Label[] => {
    const end = points.at(-1);
    return end === undefined ? [] : [{ server, x: x.place(end.rate), y: y.place(end.p99Ms) + 4 }];
  });
  for (const end of ends.toSorted((a, b) => a.y - b.y)) {
    const beside = placed.filter((other) => Math.abs(other.x - end.x) < LABEL_WIDTH);
    const lowest = Math.max(...beside.map((other) => other.y + LABEL_GAP));
    placed.push({ ...end, y: Math.max(end.y, lowest) });
  }
  return placed.map((label) => {
    const at = `x="${round(label.x + 12)}" y="${round(label.y)}"`;
    return `<text ${at} class="name" style="fill: ${COLOURS[label.server]}">${titleOf(label.server)}</text>`;
  });
}

function verticalRule(x: number, label: string): string {
  const rule = `<path class="rule" d="M${round(x)} ${FRAME.top} V${FRAME.bottom}"/>`;
  return rule + text({ x, y: FRAME.bottom + 20 }, label, 'middle');
}

function horizontalRule(y: number, label: string): string {
  const rule = `<path class="rule" d="M${FRAME.left} ${round(y)} H${FRAME.right}"/>`;
  return rule + text({ x: FRAME.left - 8, y: y + 4 }, label, 'end');
}

function text(
  { x, y }: { readonly x: number; readonly y: number },
  content: string,
  kind: 'title' | 'middle' | 'end' | 'plain' = 'plain',
): string {
  return `<text x="${round(x)}" y="${round(y)}" class="${kind}">${content}</text>`;
}

function style(): string {
  return [
    '<style>',
    'text { font: 12px system-ui, sans-serif; fill: #57606a }',
    '.title { font-size: 15px; font-weight: 600; fill: #24292f }',
    '.name { font-size: 13px; font-weight: 600 }',
    '.middle { text-anchor: middle }',
    '.end { text-anchor: end }',
    '.rule { stroke: #8b949e; stroke-opacity: 0.25 }',
    '@media (prefers-color-scheme: dark) { text { fill: #9198a1 } .title { fill: #f0f6fc } }',
    '</style>',
  ].join('\n');
}

function describe(lines: readonly Line[]): string {
  return lines
    .map(({ server, points }) => {
      const held = points.filter(({ isHeld }) => isHeld).at(-1);
      return held === undefined
        ? `${titleOf(server)} holds no rate`
        : `${titleOf(server)} holds ${short(held.rate)} at ${Math.round(held.p99Ms)} ms`;
    })
    .join('; ');
}

/** 50k, 1.5M. */
function short(rate: number): string {
  return rate >= 1e6 ? `${rate / 1e6}M` : `${rate / 1e3}k`;
}

function round(place: number): string {
  return place.toFixed(1);
}
