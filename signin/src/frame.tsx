/** What stays the same on every page: the card, the tenant's logo, the language switch. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { languagesOf } from './i18n/index.ts';
import { Mark } from './icons.tsx';
import { usePage } from './page.ts';

const Brand = () => {
  const { name, logoUrl, darkLogoUrl, isDarkModeEnabled } = usePage().boot.settings.branding;
  const [broken, setBroken] = useState(false);
  if (logoUrl && !broken) {
    return (
      <picture class="brand">
        {darkLogoUrl && isDarkModeEnabled !== false && (
          <source srcset={darkLogoUrl} media="(prefers-color-scheme: dark)" />
        )}
        <img class="brand-logo" src={logoUrl} alt={name} onError={() => setBroken(true)} />
      </picture>
    );
  }
  if (!name) return null;
  return (
    <div class="brand">
      <Mark />
      <span class="brand-name">{name}</span>
    </div>
  );
};

const LanguageSwitch = ({ locale, onLocale }: { locale: string; onLocale: (next: string) => void }) => (
  <nav class="languages" aria-label={usePage().words.language}>
    {languagesOf(usePage().boot).map((language) => (
      <button
        key={language.locale}
        type="button"
        lang={language.locale}
        aria-pressed={language.locale === locale}
        onClick={() => onLocale(language.locale)}
      >
        {language.name}
      </button>
    ))}
  </nav>
);

/** The tenant's own words for this page; the server has let nothing in that runs. */
const OwnContent = () => {
  const { customContent } = usePage().boot.settings;
  const markup = customContent[location.pathname.replace(/^(\/callback)\/.*/, '$1')];
  return markup ? <div class="own" dangerouslySetInnerHTML={{ __html: markup }} /> : null;
};

/** Whom to ask, where the tenant says so. */
const Support = () => {
  const { boot, words } = usePage();
  const { supportEmail, supportWebsiteUrl } = boot.settings;
  if (!supportEmail && !supportWebsiteUrl) return null;
  return (
    <p class="support">
      {words.support}{' '}
      {supportEmail && (
        <a class="link" href={`mailto:${supportEmail}`}>
          {supportEmail}
        </a>
      )}{' '}
      {supportWebsiteUrl && (
        <a class="link" href={supportWebsiteUrl} target="_blank" rel="noopener noreferrer">
          {new URL(supportWebsiteUrl).host}
        </a>
      )}
    </p>
  );
};

export const Frame = (props: {
  locale: string;
  onLocale: (next: string) => void;
  children: ComponentChildren;
}) => (
  <div class="page">
    <main class="card">
      <Brand />
      {props.children}
      <OwnContent />
    </main>
    <footer class="foot">
      <Support />
      <LanguageSwitch locale={props.locale} onLocale={props.onLocale} />
    </footer>
  </div>
);
