/** What several screens are built from: their title, their notices, their links. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { usePage } from '../page.ts';
import type { Step } from '../steps.ts';

/** The page's heading and the window's title. `focus` moves the reader to it where no field is waiting. */
export const Title = ({ text, focus = false }: { text: string; focus?: boolean }) => {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = text;
  }, [text]);
  useEffect(() => {
    if (focus) ref.current?.focus();
  }, [focus]);
  return (
    <h1 ref={ref} id="title" {...(focus ? { tabIndex: -1 } : {})}>
      {text}
    </h1>
  );
};

/** A page that says one thing, with a drawing above and ways on below. */
export const Notice = (props: {
  icon: ComponentChildren;
  tone?: 'calm' | 'bad' | 'good';
  title: string;
  text: ComponentChildren;
  children?: ComponentChildren;
}) => (
  <section class="screen notice" aria-labelledby="title">
    <div class={`notice-icon ${props.tone ?? 'calm'}`}>{props.icon}</div>
    <Title text={props.title} focus />
    <p class="lead">{props.text}</p>
    {props.children && <div class="ways">{props.children}</div>}
  </section>
);

/** A link between steps: a real address, so that it can be opened elsewhere, but followed without a page load. */
export const StepLink = (props: {
  step: Step;
  href: string;
  class?: string;
  children: ComponentChildren;
}) => {
  const { go } = usePage();
  const follow = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(props.step);
  };
  return (
    <a class={props.class ?? 'link'} href={props.href} onClick={follow}>
      {props.children}
    </a>
  );
};

export const Spinner = () => <span class="spinner" aria-hidden="true" />;
