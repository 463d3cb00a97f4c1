/** Short sentences about what could not be done, said where the eye is: above the composer. */

import { createContext, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { outcomeProblem } from '../connection/call-outcome.ts';
import type { CallOutcome } from '../connection/call-outcome.ts';

const SHOWN_MS = 8_000;

interface Notices {
  readonly notice: string | undefined;
  readonly show: (notice: string | undefined) => void;
}

const NoticesContext = createContext<Notices>({ notice: undefined, show: () => undefined });

interface NoticesProviderProps {
  /** Said from the start. */
  readonly first?: string | undefined;
  readonly children: ReactNode;
}

export function NoticesProvider({ first, children }: NoticesProviderProps): ReactElement {
  const [notice, show] = useState(first);

  useEffect(() => {
    if (notice === undefined) return;
    const timer = setTimeout(() => show(undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [notice]);

  const value = useMemo(() => ({ notice, show }), [notice]);
  return <NoticesContext.Provider value={value}>{children}</NoticesContext.Provider>;
}

export function useNotice(): Notices {
  return useContext(NoticesContext);
}

/** Runs a call and shows why it was refused, if it was. */
export function useReportedCall(): (call: Promise<CallOutcome<unknown>>) => void {
  const { show } = useNotice();
  return useCallback(
    (call) => {
      void call.then((outcome) => show(outcomeProblem(outcome)));
    },
    [show],
  );
}
