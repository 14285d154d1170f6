/**
 * Notices, while an address is typed, that its domain signs in at its own identity provider. Only a convenience: the
 * server checks again on submit, so a look-up that fails changes nothing.
 */
import type { SsoChoice } from 'genkan/boot';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiFailure, findSsoConnectors } from '../api.ts';
import { usePage } from '../page.ts';
import { isEmail } from './identifiers.ts';

const pauseMs = 300;

type Found = { value: string; connectors: SsoChoice[] };

export type SsoDetection = {
  /** The connectors of exactly what is typed now; empty while none is known. */
  connectors: SsoChoice[];
  /** Asks at once, for someone who was faster than the pause. */
  ask: () => Promise<SsoChoice[]>;
  /** Takes over what the server said on submit. */
  learn: (connectors: SsoChoice[]) => void;
};

export const useSsoDetection = (typed: string): SsoDetection => {
  const { boot } = usePage();
  const value = typed.trim();
  const [found, setFound] = useState<Found | null>(null);
  const known = useRef<Found | null>(null);
  const wanted = boot.settings.singleSignOnEnabled && boot.settings.hasSsoConnectors && isEmail(value);

  const remember = (connectors: SsoChoice[]) => {
    known.current = { value, connectors };
    setFound(known.current);
  };

  useEffect(() => {
    if (!wanted || known.current?.value === value) return;
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      try {
        remember(await findSsoConnectors(value, abort.signal));
      } catch (failure) {
        if (!abort.signal.aborted && !(failure instanceof ApiFailure)) throw failure;
      }
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [value, wanted]);

  const ask = async () => {
    if (!wanted) return [];
    if (known.current?.value !== value) remember(await findSsoConnectors(value));
    return known.current?.connectors ?? [];
  };

  return { connectors: found?.value === value ? found.connectors : [], ask, learn: remember };
};
