/** F6 and Shift+F6 go round the regions of the page. */

import { useEffect } from 'react';

export function useRegionKeys(): void {
  useEffect(() => {
    const handleKey = (event: KeyboardEvent): void => {
      if (event.key !== 'F6' || document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(
        (region) => region.offsetParent !== null,
      );
      const current = regions.findIndex((region) => region.contains(document.activeElement));
      const step = event.shiftKey ? -1 : 1;
      const next = regions[(current + step + regions.length) % regions.length];
      focusTarget(next)?.focus();
    };
    addEventListener('keydown', handleKey);
    return () => removeEventListener('keydown', handleKey);
  }, []);
}

/** A region may name the element in it that takes the focus. */
function focusTarget(region: HTMLElement | undefined): HTMLElement | undefined {
  return region?.querySelector<HTMLElement>('[data-region-focus]') ?? region;
}
