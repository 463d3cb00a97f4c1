/** The two drawings of our own: the table seen from above with one seat apart, and the llama. */

import type { ReactElement } from 'react';

export function BrandMark(): ReactElement {
  return (
    <svg viewBox="0 0 24 24" fill="none" strokeWidth="2" strokeLinecap="round" aria-hidden="true">
      <circle cx="12" cy="12" r="4.2" stroke="var(--accent)" />
      <path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2" stroke="var(--accent)" />
      <path d="M18.7 5.3l-1.4 1.4" stroke="var(--agent)" />
    </svg>
  );
}

export function LlamaIcon(): ReactElement {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M7.5 3v3.4M10.8 3v3.4M11 13V8.6A2.4 2.4 0 0 0 8.6 6.2H6.8C5.2 6.2 4 7.2 4 8.6S5.1 11 6.5 11h1V21h4v-4h5v4H21v-4.5A3.5 3.5 0 0 0 17.5 13H11" />
    </svg>
  );
}
