/**
 * The published interface of connectors for e-mail, SMS and social sign-in: what a connector is, whether it is built
 * in or comes from a package of your own (docs/guides/write-a-connector.md). A connector is pure. It is handed its
 * settings, one piece of work and what it may use of the process; it knows nothing of tenants, users or the database
 * and keeps nothing between calls. This file imports types alone, so that a package can copy or import it freely.
 */
import type { Socket } from 'node:net';
import type { ExternalIdentity, UpstreamTokens } from './connector.ts';

/** A text in several languages, by language tag; `en` is there always. */
export type Localized = { readonly en: string } & Readonly<Record<string, string>>;

/** The settings as the connector's own schema gave them back. */
export type Settings = Readonly<Record<string, unknown>>;

/** One field of the form that an administrator fills in. Data alone, so that a console needs no code per connector. */
export type FormItem = {
  readonly type: 'Text' | 'MultilineText' | 'Number' | 'Switch' | 'Select' | 'MultiSelect' | 'Json';
  /** Name of the setting. */
  readonly key: string;
  readonly label: string;
  readonly description?: string;
  readonly placeholder?: string;
  readonly required?: boolean;
  readonly defaultValue?: unknown;
  /** Shown only while other settings have these values. */
  readonly showConditions?: readonly { targetKey: string; expectValue?: unknown }[];
  readonly selectItems?: readonly { value: string; title: string }[];
  /** A secret: sealed at rest, masked in every answer. */
  readonly isConfidential?: boolean;
};

/**
 * A schema by the Standard Schema interface (https://standardschema.dev), which zod, valibot and arktype have. It must
 * refuse settings it does not know, and give back plain JSON.
 */
export type SettingsSchema = {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult | Promise<SchemaResult>;
  };
};
type SchemaResult =
  | { readonly value: unknown; readonly issues?: undefined }
  | { readonly issues: readonly { message: string; path?: readonly unknown[] | undefined }[] };

/** What a connector may use of the process. */
export type Services = {
  /**
   * The only way to the network for HTTP: like `fetch` with method, headers, body, `timeout` (ms, 5000 unless told) and
   * `maxBytes`. Refuses private networks, plain http and redirects; throws where no answer comes.
   */
  readonly outgoing: (
    url: string | URL,
    init?: {
      method?: string;
      headers?: Record<string, string> | Headers;
      body?: string | URLSearchParams | Uint8Array | null;
      timeout?: number;
      maxBytes?: number;
    },
  ) => Promise<Response>;
  /**
   * The only way to the network for other protocols: an open TCP connection. `secure` says that TLS follows on it;
   * without, only hosts that the operator allowed are reached. Refuses private networks like `outgoing`.
   */
  readonly connect: (target: { host: string; port: number; secure: boolean }) => Promise<Socket>;
  /** Whether an address may be plain http: hosts that the operator allowed. */
  readonly mayUsePlainHttp: (url: URL) => boolean;
  readonly clock: { readonly now: () => number };
};

type Metadata = {
  /** Unique among all connectors of an installation; letters, digits and hyphens. */
  readonly id: string;
  /** What it leads to, such as `smtp` or `github`. Social connectors that stand for one provider share it. */
  readonly target: string;
  readonly name: Localized;
  readonly description: Localized;
  /** Addresses (https) or data URIs of pictures, for light and dark backgrounds. */
  readonly logo: string;
  readonly logoDark?: string | null;
  /** How to set it up, in Markdown. */
  readonly readme?: string;
  /** For trying things out, not for users. */
  readonly isDemo?: boolean;
  /** Whatever a console of your own wants to know of it; plain JSON. */
  readonly customData?: Readonly<Record<string, unknown>>;
  /** Settings to begin with, as JSON text. */
  readonly configTemplate?: string;
  readonly formItems: readonly FormItem[];
  readonly config: SettingsSchema;
  /**
   * Settings that are secrets, `auth.pass` for one inside another; the confidential form items unless told. They are
   * sealed at rest and never answered.
   */
  readonly secrets?: readonly string[];
  /**
   * Settings that say where secrets are sent. When one of them changes, the secrets must be typed again, so that
   * nobody has a stored secret sent to a server of their own. Every setting counts unless told; an empty list says that
   * none does.
   */
  readonly destinations?: readonly string[];
};

/** A message ready to go. */
export type OutgoingMessage = {
  /** The same at every attempt; a provider that takes an idempotency key should get it. */
  readonly id: string;
  /** An e-mail address, or a phone number in digits with its country code and no sign before it. */
  readonly to: string;
  /** What it is about: `SignIn`, `Register`, `OrganizationInvitation` … */
  readonly type: string;
  readonly locale: string;
  /** Everything that templates may use (`code`, `link`, `organization.name` …), for providers with own templates. */
  readonly variables: Readonly<Record<string, string>>;
  /** Empty for SMS. */
  readonly subject: string;
  /** The text, finished; `text/html` is escaped already. */
  readonly content: string;
  readonly contentType: 'text/plain' | 'text/html';
  /** Whether the text is the server's, because the tenant has none: a connector with own templates uses them then. */
  readonly isBuiltIn: boolean;
  readonly replyTo?: string;
  /** Sender that the tenant's template names; the connector's own otherwise. */
  readonly sendFrom?: string;
};

/**
 * What became of a message. `retry`: the provider is down or busy, it is sent again later. `rejected`: no further
 * attempt would help. `reason` is shown to administrators and must not hold secrets. A throw counts as `retry`.
 */
export type Delivery =
  | { readonly status: 'sent'; readonly reference?: string }
  | { readonly status: 'retry' | 'rejected'; readonly reason: string };

type MessageFactory = Metadata & {
  readonly platform?: null;
  /** Sends one message within 20 s. */
  readonly sendMessage: (services: Services, config: Settings, message: OutgoingMessage) => Promise<Delivery>;
};

export type EmailFactory = MessageFactory & {
  readonly type: 'Email';
  /** The sender, where the provider sets it and not the administrator. */
  readonly fromEmail?: string;
};
export type SmsFactory = MessageFactory & { readonly type: 'Sms' };

/** One social connector as an administrator set it up. */
export type SocialSetup = {
  /** Names caches; never shared between tenants. */
  readonly key: string;
  readonly config: Settings;
  /** What `check` gave back when the settings were saved. */
  readonly checked: Settings;
};

/** Kept by the server between departure and arrival, and given back once. */
export type SocialMemory = Readonly<Record<string, unknown>>;

/** Somebody a social provider says has come; the key is (target of the connector, `subject`). */
export type SocialIdentity = ExternalIdentity & {
  readonly phone?: string | null;
};

export type SocialFactory = Metadata & {
  readonly type: 'Social';
  readonly platform: 'Native' | 'Universal' | 'Web';
  /** Whether a tenant may set it up several times, each with its own target, name and logo. */
  readonly isStandard?: boolean;
  /** Asks the provider when settings are saved; throws where it cannot be used. The answer is kept. */
  readonly check?: (services: Services, config: Settings) => Promise<Settings>;
  /** Where to send the browser, and what to remember until it is back. */
  readonly authorizationUri: (
    services: Services,
    setup: SocialSetup,
    request: { redirectUri: string; state: string },
  ) => Promise<{ departure: string; memory: SocialMemory }>;
  /** Checks what came back (the parameters of the callback) against the memory, and says who it is. */
  readonly userInfo: (
    services: Services,
    setup: SocialSetup,
    arrival: Settings,
    memory: SocialMemory,
  ) => Promise<{ identity: SocialIdentity; tokens?: UpstreamTokens }>;
};

export type ConnectorFactory = EmailFactory | SmsFactory | SocialFactory;
