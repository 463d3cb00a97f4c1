/** One bar for each of the last sixty minutes. */

import { number } from './format.js';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 600;
const HEIGHT = 96;
const GAP = 2;
/** Of a minute in which nothing was sent, so that the line of time can be seen. */
const LEAST_HEIGHT = 1.5;

export function updateMinuteChart(chart, minutes) {
  while (chart.children.length < minutes.length) {
    chart.append(document.createElementNS(SVG, 'rect'));
  }
  const most = Math.max(1, ...minutes);
  const step = WIDTH / minutes.length;
  for (const [index, messages] of minutes.entries()) {
    const height = Math.max(LEAST_HEIGHT, (messages / most) * HEIGHT);
    setAttributes(chart.children[index], {
      x: index * step + GAP / 2,
      y: HEIGHT - height,
      width: step - GAP,
      height,
      class: messages === 0 ? 'none' : 'some',
    });
  }
  const total = minutes.reduce((sum, messages) => sum + messages, 0);
  const label = `Billed messages by minute: ${number(total)} in the last hour, at most ${number(Math.max(...minutes))} in a minute, ${number(minutes.at(-1))} in this one`;
  setAttributes(chart, { 'aria-label': label });
}

function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (node.getAttribute(name) !== String(value)) node.setAttribute(name, String(value));
  }
}
