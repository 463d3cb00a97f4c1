/** The composer is where focus comes back to. */

export const COMPOSER_ID = 'composer';

/** On touch screens focus would open the keyboard over what was just asked for. */
export function focusComposer(): void {
  if (matchMedia('(pointer: coarse)').matches) return;
  document.getElementById(COMPOSER_ID)?.focus();
}
