/** The composition root: plain calls in dependency order. Everything is wired here and nowhere else. */
import { flushRefusals, recordRefusal, startAuditSinks } from './audit/index.ts';
import { type Config, isLoopbackHost } from './config.ts';
import { loadFactories } from './connectors/index.ts';
import {
  authenticateAdministrator,
  consoleEndpoints,
  delegateTenant,
  issueSetupLink,
} from './console/index.ts';
import { handlers } from './deliveries.ts';
import { answerProbe, verificationFileEndpoints } from './domains/index.ts';
import { startHousekeeping } from './housekeeping.ts';
import { type App, type Hooks, mount, refuse } from './http/index.ts';
import { bindSockets } from './http/serve.ts';
import { cookieKeys, tellMasterKeys } from './keys/index.ts';
import { authenticateAccount, authenticateManagement, oauthEndpoints } from './oauth/index.ts';
import { lockDataFolder, openPlatform } from './open-platform.ts';
import { startOutbox } from './outbox/index.ts';
import type { Platform } from './platform.ts';
import { routes } from './routes.ts';
import { safeguard } from './safeguards/index.ts';
import { seedTenants } from './seed.ts';
import { answerFromCustomUi, assetEndpoints, signinEndpoints } from './signin/index.ts';
import { findTenantByHost, listTenantRows } from './tenants/index.ts';

const createHooks = (platform: Platform): Hooks => ({
  findTenant: (host) => findTenantByHost(platform, host),
  authenticate: async (scope, incoming, context) => {
    switch (scope) {
      case 'public':
      case 'interaction':
        return context.actor;
      case 'management':
      case 'management:secrets':
        return authenticateManagement(context, incoming);
      case 'account':
        return authenticateAccount(context, incoming, []);
      case 'account:identities':
        return authenticateAccount(context, incoming, ['identities']);
      case 'account:sessions':
        return authenticateAccount(context, incoming, ['urn:logto:scope:sessions']);
      case 'console':
        return authenticateAdministrator(context, incoming);
      default:
        throw refuse('auth.forbidden', { scope: scope satisfies never });
    }
  },
  delegate: (incoming, context, tenantId) => delegateTenant(context, incoming, tenantId),
  cookieKeys: (tenant) => cookieKeys(platform, tenant.id),
  safeguard,
  ready: () =>
    Promise.race([
      listTenantRows(platform.db.queries).then(
        () => true,
        () => false,
      ),
      new Promise<boolean>((resolve) => setTimeout(resolve, 1500, false).unref()),
    ]),
  proveHost: (host, nonce) => answerProbe(platform, host, nonce),
  refused: (context, operation, refusal) =>
    recordRefusal(context, {
      key: 'Api.Refusal',
      payload: { operation, status: refusal.status, reason: refusal.code },
    }),
});

/** The whole application over a platform, without sockets. */
export const createApp = (platform: Platform): App =>
  mount(platform, createHooks(platform), {
    routes,
    endpoints: [
      ...oauthEndpoints,
      ...signinEndpoints,
      ...assetEndpoints,
      ...verificationFileEndpoints,
      ...consoleEndpoints,
    ],
    otherwise: answerFromCustomUi,
  });

/** A running server. */
export type RunningServer = {
  readonly platform: Platform;
  /** The link with which the first administrator is made; undefined once there is one. */
  readonly setupLink: string | undefined;
  close: () => Promise<void>;
};

/** Where a port was left to the system, the endpoints follow the ports bound. */
const withPorts = (config: Config, ports: readonly number[]): Config => {
  const [port = config.port, adminPort = config.adminPort] = ports;
  const follow = (origin: string, asked: number, bound: number): string => {
    const url = new URL(origin);
    if (asked === bound || !isLoopbackHost(url.hostname)) return origin;
    url.port = String(bound);
    return url.origin;
  };
  return {
    ...config,
    port,
    adminPort,
    endpoint: follow(config.endpoint, config.port, port),
    adminEndpoint: follow(config.adminEndpoint, config.adminPort, adminPort),
  };
};

type Overrides = NonNullable<Parameters<typeof openPlatform>[1]>;

/** Starts a server. Throws ConfigurationError with one clear line when it cannot. */
export const startServer = async (asked: Config, overrides: Overrides = {}): Promise<RunningServer> => {
  const unlock = asked.databaseUrl ? () => {} : lockDataFolder(asked.dataDir);
  const undo: (() => Promise<void> | void)[] = [unlock];
  const close = async () => {
    for (const step of undo.toReversed()) await step();
  };
  try {
    const sockets = await bindSockets([asked.port, asked.adminPort], asked.host);
    undo.push(sockets.close);
    const config = withPorts(asked, sockets.ports);
    await loadFactories(config);
    // The data folder's lock was taken above: whatever told of its keys there runs no more.
    const platform = await openPlatform(config, { isOnlyServer: !asked.databaseUrl, ...overrides });
    undo.splice(1, 0, platform.db.close, () => flushRefusals(platform));
    undo.splice(2, 0, await tellMasterKeys(platform));
    await seedTenants(platform);
    sockets.attach(createApp(platform));
    undo.push(startOutbox(platform, handlers));
    undo.push(startAuditSinks(platform));
    undo.push(startHousekeeping(platform));
    return { platform, setupLink: await issueSetupLink(platform), close };
  } catch (error) {
    await close();
    throw error;
  }
};
