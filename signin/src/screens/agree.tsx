/** The last thing before somebody is in, where no page before has asked for it: agreement to the terms. */
import { useState } from 'preact/hooks';
import { finishAgreed } from '../flow.ts';
import { FormFrame, SubmitButton } from '../form/form.tsx';
import { useForm } from '../form/use-form.ts';
import { usePage } from '../page.ts';
import { Title } from './parts.tsx';
import { Terms } from './terms.tsx';

export const Agree = () => {
  const { words } = usePage();
  const form = useForm();
  const [isAgreed, agree] = useState(false);
  const goOn = async () => {
    if (!isAgreed) return form.setAlert(words.register.agreeFirst);
    return finishAgreed();
  };
  return (
    <section class="screen">
      <Title text={words.register.agreeTitle} />
      <FormFrame form={form} onSubmit={() => form.send(goOn)}>
        <Terms terms={{ asks: true, isAgreed, agree }} />
        <SubmitButton form={form}>{words.register.next}</SubmitButton>
      </FormFrame>
    </section>
  );
};
