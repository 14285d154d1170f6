/** Holds the step, the language and what was typed; draws the frame and the one screen of the step. */
import type { Boot } from 'genkan/boot';
import { useCallback, useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks';
import { Frame } from './frame.tsx';
import { languagesOf, wordsOf } from './i18n/index.ts';
import { type Page, PageProvider } from './page.ts';
import { AccountExists } from './screens/account-exists.tsx';
import { Agree } from './screens/agree.tsx';
import { Callback } from './screens/callback.tsx';
import { Connectors } from './screens/connectors.tsx';
import { Consent } from './screens/consent.tsx';
import { Device } from './screens/device.tsx';
import { EnterCode } from './screens/enter-code.tsx';
import { ErrorScreen } from './screens/error.tsx';
import { ExtraProfile } from './screens/extra-profile.tsx';
import { LinkFirst } from './screens/link-first.tsx';
import { NewPassword } from './screens/new-password.tsx';
import { Register } from './screens/register.tsx';
import { SignIn } from './screens/sign-in.tsx';
import { SignedOut } from './screens/signed-out.tsx';
import { SingleSignOn } from './screens/single-sign-on.tsx';
import { UnknownSession } from './screens/unknown-session.tsx';
import { firstStep, keep, keptStep, pathOf, type Step } from './steps.ts';

const Screen = ({ step }: { step: Step }) => {
  switch (step.name) {
    case 'sign-in':
      return <SignIn />;
    case 'register':
      return <Register />;
    case 'single-sign-on':
      return <SingleSignOn />;
    case 'connectors':
      return <Connectors step={step} />;
    case 'enter-code':
      return <EnterCode step={step} />;
    case 'new-password':
      return <NewPassword step={step} />;
    case 'account-exists':
      return <AccountExists step={step} />;
    case 'extra-profile':
      return <ExtraProfile />;
    case 'agree':
      return <Agree />;
    case 'callback':
      return <Callback />;
    case 'consent':
      return <Consent />;
    case 'device':
      return <Device />;
    case 'link-first':
      return <LinkFirst />;
    case 'error':
      return <ErrorScreen step={step} />;
    case 'unknown-session':
      return <UnknownSession />;
    case 'signed-out':
      return <SignedOut />;
  }
};

const chosenLocaleKey = 'genkan.locale';

/** The language chosen in this tab wins over the detected one. */
const startLocale = (boot: Boot): string => {
  const chosen = sessionStorage.getItem(chosenLocaleKey);
  return languagesOf(boot).find(({ locale }) => locale === chosen)?.locale ?? boot.locale;
};

/** The step as state, mirrored in the browser's history. */
const useStep = (boot: Boot) => {
  const [step, setStep] = useState<Step>(() => firstStep(boot, keptStep(history.state)));

  useEffect(() => {
    history.replaceState(keep(step), '');
    const onPop = (event: PopStateEvent) => setStep(firstKnown(event.state));
    const firstKnown = (state: unknown): Step => keptStep(state) ?? firstStep(boot, null);
    window.addEventListener('popstate', onPop);
    return () => window.removeEventListener('popstate', onPop);
  }, []);

  const go = useCallback((next: Step) => {
    history.pushState(keep(next), '', pathOf(next) ?? undefined);
    setStep(next);
    window.scrollTo(0, 0);
  }, []);
  const replace = useCallback((next: Step) => {
    history.replaceState(keep(next), '', pathOf(next) ?? undefined);
    setStep(next);
  }, []);
  return { step, go, replace };
};

export const App = ({ boot }: { boot: Boot }) => {
  const { step, go, replace } = useStep(boot);
  const [locale, setLocale] = useState<string>(() => startLocale(boot));
  const [typed, setTyped] = useState(boot.interaction?.loginHint ?? '');

  useLayoutEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);

  const chooseLocale = (next: string) => {
    sessionStorage.setItem(chosenLocaleKey, next);
    setLocale(next);
  };

  const page: Page = useMemo(() => {
    const appName = boot.application?.name ?? boot.settings.branding.name;
    return { boot, words: wordsOf(boot, locale), locale, appName, typed, setTyped, go, replace };
  }, [boot, locale, typed, go, replace]);

  return (
    <PageProvider value={page}>
      <Frame locale={locale} onLocale={chooseLocale}>
        <Screen key={step.name} step={step} />
      </Frame>
    </PageProvider>
  );
};
