/** Back from the identity provider: completes the sign-in without asking anything. */
import { useEffect, useState } from 'preact/hooks';
import { ApiFailure } from '../api.ts';
import { ssoArrival } from '../flow.ts';
import { AlertIcon } from '../icons.tsx';
import { usePage } from '../page.ts';
import { Notice, Spinner, Title } from './parts.tsx';

/** Runs the arrival once, and again from where it stopped when the connection was lost. */
const useArrival = () => {
  const { boot, replace } = usePage();
  const [offline, setOffline] = useState(false);
  const [arrival] = useState(
    () => boot.callback && ssoArrival(boot.callback, new URLSearchParams(window.location.search)),
  );

  const failed = (failure: ApiFailure) => {
    switch (failure.code) {
      case 'network':
        return setOffline(true);
      case 'session.not_found':
        return replace({ name: 'unknown-session' });
      case 'user.terms_not_agreed':
        return replace({ name: 'agree' });
      case 'user.sign_in_first_to_link':
        return replace({ name: 'link-first' });
      default:
        return replace({
          name: 'error',
          code: failure.code,
          message: failure.message,
          data: failure.data,
          detail: null,
        });
    }
  };

  const resume = async () => {
    setOffline(false);
    try {
      await arrival?.resume();
    } catch (failure) {
      if (!(failure instanceof ApiFailure)) throw failure;
      failed(failure);
    }
  };

  useEffect(() => {
    resume();
  }, []);
  return { offline, resume };
};

export const Callback = () => {
  const { boot, words } = usePage();
  const { offline, resume } = useArrival();
  if (offline) {
    return (
      <Notice icon={<AlertIcon />} tone="bad" title={words.callback.failed} text={words.errors.network}>
        <button type="button" class="button" onClick={resume}>
          {words.tryAgain}
        </button>
      </Notice>
    );
  }
  return (
    <section class="screen notice" aria-labelledby="title" aria-busy="true">
      <div class="notice-icon calm">
        <Spinner />
      </div>
      <Title text={words.callback.title(boot.callback?.connectorName ?? '')} focus />
      <p class="lead" role="status">
        {words.callback.text}
      </p>
    </section>
  );
};
