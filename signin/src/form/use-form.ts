/**
 * The behaviour that all forms share: check, send once, tell what went wrong beside the field it belongs to (else above
 * the form), and put the focus where the person can mend it.
 */
import type { RefObject } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiFailure } from '../api.ts';
import { errorText } from '../i18n/index.ts';
import { usePage } from '../page.ts';

export type FieldName = 'identifier' | 'username' | 'email' | 'password' | 'code';

export type Problems = Partial<Record<FieldName, string>>;

export type Form = {
  ref: RefObject<HTMLFormElement | null>;
  busy: boolean;
  problems: Problems;
  /** What is wrong with the whole form. */
  alert: string | null;
  /** The alert is a lost connection: sending again may help. */
  offline: boolean;
  setProblems: (problems: Problems) => void;
  setAlert: (text: string | null) => void;
  /** Takes a field's problem away as soon as the field is changed. */
  touched: (field: FieldName) => void;
  /** Runs `work` unless it is running already. `onFailure` answers true for what it has dealt with. */
  send: (work: () => Promise<void>, onFailure?: (failure: ApiFailure) => boolean) => Promise<void>;
};

const fieldOf = (code: string): FieldName | null => {
  if (code.startsWith('password')) return 'password';
  if (code === 'user.username_already_in_use' || code === 'user.invalid_username') return 'username';
  if (code === 'user.email_already_in_use' || code === 'user.invalid_email') return 'email';
  if (code.startsWith('verification_code.') || code === 'device.code_not_found') return 'code';
  return null;
};

/** Coming back from the next page by Back shows this page as it was left: busy. */
const useReturn = (onReturn: () => void) => {
  useEffect(() => {
    const onShow = (event: PageTransitionEvent) => event.persisted && onReturn();
    window.addEventListener('pageshow', onShow);
    return () => window.removeEventListener('pageshow', onShow);
  }, [onReturn]);
};

export const useForm = (): Form => {
  const { boot, words, go } = usePage();
  const ref = useRef<HTMLFormElement>(null);
  const running = useRef(false);
  const [busy, setBusy] = useState(false);
  const [problems, setKnownProblems] = useState<Problems>({});
  const [refusals, setRefusals] = useState(0);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [note, setAlert] = useState<string | null>(null);

  const setRunning = useCallback((now: boolean) => {
    running.current = now;
    setBusy(now);
  }, []);
  useReturn(useCallback(() => setRunning(false), [setRunning]));

  const setProblems = (found: Problems) => {
    setKnownProblems(found);
    if (Object.keys(found).length > 0) setRefusals((count) => count + 1);
  };

  const explain = (problem: ApiFailure) => errorText(words, problem, boot.settings.passwordPolicy.minLength);

  const failed = (problem: ApiFailure) => {
    const field = fieldOf(problem.code);
    if (problem.code === 'session.not_found') go({ name: 'unknown-session' });
    else if (problem.code === 'user.terms_not_agreed') go({ name: 'agree' });
    else if (field && ref.current?.querySelector(`[name="${field}"]`))
      setProblems({ [field]: explain(problem) });
    else setFailure(problem);
  };

  const send: Form['send'] = async (work, onFailure) => {
    if (running.current) return;
    setRunning(true);
    setProblems({});
    setFailure(null);
    setAlert(null);
    try {
      await work();
    } catch (problem) {
      if (!(problem instanceof ApiFailure)) throw problem;
      if (!onFailure?.(problem)) failed(problem);
    } finally {
      setRunning(false);
    }
  };

  useEffect(() => {
    ref.current?.querySelector<HTMLInputElement>('[aria-invalid="true"]')?.focus();
  }, [refusals]);
  useEffect(() => {
    if (failure?.code !== 'session.invalid_credentials') return;
    const password = ref.current?.querySelector<HTMLInputElement>('[name="password"]');
    password?.focus();
    password?.select();
  }, [failure]);

  const touched = (field: FieldName) => {
    if (!problems[field]) return;
    const { [field]: _mended, ...rest } = problems;
    setKnownProblems(rest);
  };

  const alert = failure ? explain(failure) : note;
  return {
    ref,
    busy,
    problems,
    alert,
    offline: failure?.code === 'network',
    setProblems,
    setAlert,
    touched,
    send,
  };
};
