/** Several providers know the address: the person chooses. */
import type { SsoChoice } from 'genkan/boot';
import { useState } from 'preact/hooks';
import { departForSso } from '../flow.ts';
import { FormFrame } from '../form/form.tsx';
import { useForm } from '../form/use-form.ts';
import { BuildingIcon, ChevronIcon } from '../icons.tsx';
import { usePage } from '../page.ts';
import type { Step } from '../steps.ts';
import { Spinner, StepLink, Title } from './parts.tsx';

const Logo = ({ choice }: { choice: SsoChoice }) => {
  const [broken, setBroken] = useState(false);
  if (!choice.logo || broken) {
    return (
      <span class="choice-logo">
        <BuildingIcon />
      </span>
    );
  }
  return (
    <picture class="choice-logo">
      {choice.darkLogo && <source srcset={choice.darkLogo} media="(prefers-color-scheme: dark)" />}
      <img src={choice.logo} alt="" width="28" height="28" onError={() => setBroken(true)} />
    </picture>
  );
};

export const Connectors = ({ step }: { step: Step & { name: 'connectors' } }) => {
  const { words } = usePage();
  const form = useForm();
  const [chosen, setChosen] = useState<string | null>(null);
  const text = words.sso.chooseText(step.email);

  const choose = (id: string) => {
    if (form.busy) return;
    setChosen(id);
    form.send(() => departForSso(id, step.email));
  };

  return (
    <section class="screen">
      <Title text={words.sso.chooseTitle} focus />
      {text && <p class="lead">{text}</p>}
      <FormFrame form={form} onSubmit={() => undefined}>
        <ul class="choices">
          {step.connectors.map((choice) => {
            const leaving = form.busy && chosen === choice.id;
            return (
              <li key={choice.id}>
                <button
                  type="button"
                  class="choice"
                  aria-disabled={form.busy}
                  aria-busy={leaving}
                  onClick={() => choose(choice.id)}
                >
                  <Logo choice={choice} />
                  <span class="choice-name">{choice.name}</span>
                  {leaving ? <Spinner /> : <ChevronIcon />}
                </button>
              </li>
            );
          })}
        </ul>
        <p class="only-heard" role="status">
          {form.busy ? words.sso.leaving : ''}
        </p>
      </FormFrame>
      <p class="aside">
        <StepLink step={{ name: 'single-sign-on' }} href="/single-sign-on">
          {words.exists.other}
        </StepLink>
      </p>
    </section>
  );
};
