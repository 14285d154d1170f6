/**
 * What the server tells a sign-in page before its first paint.
 *
 * The server writes this value as JSON into `<script type="application/json" id="genkan-boot">`; the pages in
 * `signin/` read it and nothing else. Types only, so that a browser bundle may import it. Everything here is
 * visible to whoever opens the page: no secret, no hint whether an account exists.
 */

/** The languages the pages are built with. */
export type Locale = 'en' | 'ja';

/** What a person may type to say who they are. */
export type Identifier = 'username' | 'email';

/** What the running interaction is for. */
export type InteractionEvent = 'SignIn' | 'Register';

/** The page that the address stands for. */
export type BootScreen =
  | 'sign-in'
  | 'register'
  | 'single-sign-on'
  | 'verify-email'
  | 'callback'
  | 'device'
  | 'consent'
  | 'signed-out'
  | 'unknown-session'
  | 'error';

/** An enterprise connector as an end user may see it. */
export type SsoChoice = { id: string; name: string; logo: string | null; darkLogo: string | null };

/** What a device asks for, for the person who may let it in. `token` decides once, in this browser alone. */
/** Permissions of an API, or of the organizations themselves where there is no API. */
export type AskedPermissions = { api: string | null; withinOrganizations: boolean; texts: string[] };

/** The user's organizations, where an application of others asks for them, and whether it gets one at most. */
export type OrganizationChoice = {
  organizations: { id: string; name: string; isShared: boolean }[];
  sharesOne: boolean;
};

export type DeviceRequest = OrganizationChoice & {
  token: string;
  /** As the device shows it. */
  userCode: string;
  application: string;
  /** Who is signed in. */
  user: string;
  /** Scopes about the user. */
  userScopes: string[];
  permissions: AskedPermissions[];
};

/** How the pages look: the tenant's way, or that of the organization the app asked for. */
export type BootBranding = {
  name: string;
  primaryColor: string;
  /** Null takes the other one in the dark too. */
  darkPrimaryColor: string | null;
  /** False keeps the pages light, whatever the browser prefers. */
  isDarkModeEnabled: boolean;
  logoUrl: string | null;
  darkLogoUrl: string | null;
  favicon: string | null;
  darkFavicon: string | null;
  customCss: string | null;
};

/** Something a tenant asks for at sign-up. A part of an address or a full name has no parts of its own. */
export type BootField = {
  name: string;
  type: 'Text' | 'Number' | 'Date' | 'Checkbox' | 'Select' | 'Url' | 'Regex' | 'Address' | 'Fullname';
  label: string;
  description: string | null;
  required: boolean;
  placeholder: string | null;
  options: { label?: string | undefined; value: string }[];
  defaultValue: string | null;
  parts: BootField[];
};

/** The public part of a tenant's sign-in experience. A password is always asked for at sign-in. */
export type BootSettings = {
  signInMode: 'SignIn' | 'Register' | 'SignInAndRegister';
  signIn: { identifiers: Identifier[] };
  /** Both identifiers mean that both are collected; `verify` means that the e-mail is proved by a code first. */
  signUp: { identifiers: Identifier[]; verify: boolean };
  passwordPolicy: { minLength: number };
  /** Asked for at the end of a registration. */
  profileFields: BootField[];
  singleSignOnEnabled: boolean;
  hasSsoConnectors: boolean;
  branding: BootBranding;
  /** The tenant's own markup by the page's path, cleaned when it was saved. */
  customContent: Record<string, string>;
  termsOfUseUrl: string | null;
  privacyPolicyUrl: string | null;
  /** Where somebody has to say that they agree, rather than be taken to. */
  agreeToTermsPolicy: 'Automatic' | 'ManualRegistrationOnly' | 'Manual';
  supportEmail: string | null;
  supportWebsiteUrl: string | null;
};

/** What a third-party application asks a user for. `token` says which page is answered: the one that shows this. */
export type ConsentRequest = OrganizationChoice & {
  token: string;
  application: string;
  /** Null also where the page itself carries the application's logo. */
  logoUrl: string | null;
  /** The application's own. */
  termsOfUseUrl: string | null;
  privacyPolicyUrl: string | null;
  /** The host that the browser goes back to. */
  returnsTo: string;
  user: string;
  userScopes: string[];
  permissions: AskedPermissions[];
};

export type Boot = {
  /** A language tag: from `ui_locales`, then Accept-Language, then the tenant's fallback. */
  locale: string;
  /** The tenant's own words by language: `group.key` → text. Its keys are languages beside those built in. */
  phrases: Record<string, Record<string, string>>;
  tenantId: string;
  screen: BootScreen;
  /** Null where no sign-in is running (signed-out, unknown-session). */
  interaction: {
    event: InteractionEvent;
    loginHint: string | null;
    /** Narrows the identifiers of `settings` for this one interaction; null leaves them as they are. */
    identifiers: Identifier[] | null;
  } | null;
  /** The application that asked; null where none is known. */
  application: { name: string } | null;
  settings: BootSettings;
  sso: { connectors: SsoChoice[] } | null;
  /** Filled on the error screen: what went wrong, and what the identity provider said about it. */
  error: { code: string; message: string; detail?: string } | null;
  /** Filled only when the arriving `state` fits the interaction's cookie; otherwise the screen is `error`. */
  callback: { connectorId: string; connectorName: string; verificationId: string } | null;
  /** Filled on the device screen: a code that came with the address and, after a sign-in, what it stands for. */
  device: { userCode: string; request: DeviceRequest | null } | null;
  /** Filled on the consent screen. */
  consent: ConsentRequest | null;
};
