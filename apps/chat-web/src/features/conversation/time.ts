/** Times in the reader's language and zone. */

const DAY_MS = 24 * 60 * 60_000;

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });
const weekday = new Intl.DateTimeFormat(undefined, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
});
const dated = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

/** `10:05` */
export function clockTime(at: number): string {
  return clock.format(at);
}

/** Everything there is to say about a moment, for a tooltip. */
export function fullTime(at: number): string {
  return full.format(at);
}

/** `Today`, `Yesterday`, `Tuesday, 3 March`, or with the year when it is another one. */
export function dayName(at: number, now: number): string {
  const days = dayNumber(at) - dayNumber(now);
  if (days === 0 || days === -1) return capitalised(relative.format(days, 'day'));
  const isSameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return (isSameYear ? weekday : dated).format(at);
}

/** `5 minutes ago`, `yesterday`, `3 days ago`. */
export function timeAgo(at: number, now: number): string {
  const minutes = Math.round((at - now) / 60_000);
  if (minutes > -60) return relative.format(Math.min(0, minutes), 'minute');
  const days = dayNumber(at) - dayNumber(now);
  if (days === 0) return relative.format(Math.round(minutes / 60), 'hour');
  return relative.format(days, 'day');
}

/** Days since the epoch, by the local calendar. */
function dayNumber(at: number): number {
  const date = new Date(at);
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY_MS);
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
