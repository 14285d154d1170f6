/** `/api/configs/jwt-customizer`, `/api/configs/actions` and the hosts that scripts may reach. */
import { z } from 'zod';
import { record } from '../audit/index.ts';
import { route } from '../http/index.ts';
import { findTenantSettings, putTenantSettings } from '../tenants/index.ts';
import {
  changeScript,
  deleteScript,
  forgetAllowedHosts,
  getScript,
  listScripts,
  maskEnvironment,
  putScript,
  type Script,
  type ScriptInput,
  testScript,
} from './scripts.ts';

const Source = z.string().min(1).max(65_536);
const Environment = z
  .record(z.string().regex(/^[A-Za-z_]\w{0,127}$/), z.string().max(4096))
  .refine((variables) => Object.keys(variables).length <= 100, 'there are too many variables');
const Sample = z
  .unknown()
  .refine((value) => JSON.stringify(value ?? null).length <= 65_536, 'the sample is too large');

const tokenTypePath = z.enum(['access-token', 'client-credentials']);
const KIND = { 'access-token': 'jwt.accessToken', 'client-credentials': 'jwt.clientCredentials' } as const;

const Customizer = z.object({
  script: z.string(),
  environmentVariables: z.record(z.string(), z.string()).optional(),
  contextSample: z.unknown().optional(),
  tokenSample: z.unknown().optional(),
  blockIssuanceOnError: z.boolean().optional(),
});
const CustomizerBody = z.strictObject({
  script: Source,
  /** Values are masked in answers; the mask sent back keeps the stored value. */
  environmentVariables: Environment.optional(),
  contextSample: Sample.optional(),
  tokenSample: Sample.optional(),
  /** Refuse the token when the script fails, instead of leaving its claims out. */
  blockIssuanceOnError: z.boolean().optional(),
});

const members = z.record(z.string(), z.unknown());
const Trial = z.strictObject({
  tokenType: tokenTypePath,
  script: Source,
  environmentVariables: Environment.optional(),
  token: members,
  context: members,
});
/** A script as it is stored, with its own samples. */
const StoredTrial = z.strictObject({
  tokenType: tokenTypePath,
  payload: z.strictObject({
    script: Source,
    environmentVariables: Environment.optional(),
    contextSample: members.optional(),
    tokenSample: members.optional(),
  }),
});

const trialOf = (
  body: z.infer<typeof Trial> | z.infer<typeof StoredTrial>,
): Omit<z.infer<typeof Trial>, 'tokenType'> => {
  if (!('payload' in body)) return body;
  const { tokenSample = {}, contextSample = {}, ...draft } = body.payload;
  return { ...draft, token: tokenSample, context: contextSample };
};

const toCustomizer = ({ source, environment, contextSample, tokenSample, onError }: Script) => ({
  script: source,
  environmentVariables: maskEnvironment(environment),
  ...(contextSample === null ? {} : { contextSample }),
  ...(tokenSample === null ? {} : { tokenSample }),
  blockIssuanceOnError: onError === 'block',
});

const fromCustomizer = ({
  blockIssuanceOnError,
  ...body
}: Partial<z.infer<typeof CustomizerBody>>): Partial<ScriptInput> => ({
  ...body,
  ...(blockIssuanceOnError === undefined ? {} : { onError: blockIssuanceOnError ? 'block' : 'allow' }),
});

const actionType = z.enum(['action.postFirstFactorVerification', 'action.postSignIn']);
const Action = z.object({
  script: z.string(),
  environmentVariables: z.record(z.string(), z.string()).optional(),
  contextSample: z.unknown().optional(),
  enabled: z.boolean().optional(),
  onExecutionError: z.enum(['block', 'allow']).optional(),
});
const ActionBody = z.strictObject({
  script: Source,
  /** Values are masked in answers; the mask sent back keeps the stored value. */
  environmentVariables: Environment.optional(),
  contextSample: Sample.optional(),
  enabled: z.boolean().optional(),
  /** Whether a script that fails stops the sign-in. */
  onExecutionError: z.enum(['block', 'allow']).optional(),
});

const toAction = ({ source, environment, contextSample, enabled, onError }: Script) => ({
  script: source,
  environmentVariables: maskEnvironment(environment),
  ...(contextSample === null ? {} : { contextSample }),
  enabled,
  onExecutionError: onError,
});

const fromAction = ({
  onExecutionError,
  ...body
}: Partial<z.infer<typeof ActionBody>>): Partial<ScriptInput> => ({
  ...body,
  ...(onExecutionError === undefined ? {} : { onError: onExecutionError }),
});

const customizerRoutes = [
  route(
    'GET /api/configs/jwt-customizer',
    {
      summary: 'List the scripts that add claims to access tokens',
      scope: 'management',
      response: z.array(
        z.object({ key: z.enum(['jwt.accessToken', 'jwt.clientCredentials']), value: Customizer }),
      ),
    },
    async ({ context }) =>
      (await listScripts(context)).flatMap((script) =>
        script.kind === 'jwt.accessToken' || script.kind === 'jwt.clientCredentials'
          ? [{ key: script.kind, value: toCustomizer(script) }]
          : [],
      ),
  ),
  route(
    'POST /api/configs/jwt-customizer/test',
    {
      summary: 'Run a script for claims on a sample, storing nothing',
      scope: 'management',
      longBody: true,
      body: z.union([Trial, StoredTrial]),
      response: z.record(z.string(), z.unknown()),
      errors: [422],
    },
    async ({ context, body }) => {
      const { script, environmentVariables, token, context: sample } = trialOf(body);
      const draft = { kind: KIND[body.tokenType], source: script, environment: environmentVariables ?? {} };
      const value = await testScript(context, draft, { token, context: sample });
      return (value ?? {}) as Record<string, unknown>;
    },
  ),
  route(
    'GET /api/configs/jwt-customizer/:tokenTypePath',
    {
      summary: 'Get the script that adds claims to a kind of access token',
      scope: 'management',
      params: z.object({ tokenTypePath }),
      response: Customizer,
      errors: [404],
    },
    async ({ context, params }) => toCustomizer(await getScript(context, KIND[params.tokenTypePath])),
  ),
  route(
    'PUT /api/configs/jwt-customizer/:tokenTypePath',
    {
      summary: 'Store the script that adds claims to a kind of access token',
      scope: 'management',
      longBody: true,
      params: z.object({ tokenTypePath }),
      body: CustomizerBody,
      response: Customizer,
      otherStatus: 201,
      errors: [422],
    },
    async ({ context, params, body, reply }) => {
      const input = { ...fromCustomizer(body), script: body.script };
      const { script, isNew } = await putScript(context, KIND[params.tokenTypePath], input);
      if (isNew) reply.status = 201;
      return toCustomizer(script);
    },
  ),
  route(
    'PATCH /api/configs/jwt-customizer/:tokenTypePath',
    {
      summary: 'Change the script that adds claims to a kind of access token',
      scope: 'management',
      longBody: true,
      params: z.object({ tokenTypePath }),
      body: CustomizerBody.partial(),
      response: Customizer,
      errors: [404, 422],
    },
    async ({ context, params, body }) =>
      toCustomizer(await changeScript(context, KIND[params.tokenTypePath], fromCustomizer(body))),
  ),
  route(
    'DELETE /api/configs/jwt-customizer/:tokenTypePath',
    {
      summary: 'Delete the script that adds claims to a kind of access token',
      scope: 'management',
      params: z.object({ tokenTypePath }),
      errors: [404],
    },
    ({ context, params }) => deleteScript(context, KIND[params.tokenTypePath]),
  ),
];

const actionRoutes = [
  route(
    'GET /api/configs/actions',
    {
      summary: 'List the actions: scripts that run during sign-in',
      scope: 'management',
      response: z.array(z.object({ key: actionType, value: Action })),
    },
    async ({ context }) =>
      (await listScripts(context)).flatMap((script) =>
        script.kind === 'action.postSignIn' || script.kind === 'action.postFirstFactorVerification'
          ? [{ key: script.kind, value: toAction(script) }]
          : [],
      ),
  ),
  route(
    'POST /api/configs/actions/test',
    {
      summary: 'Run an action on a sample event, changing nothing',
      scope: 'management',
      longBody: true,
      body: z.strictObject({
        script: Source,
        actionType,
        event: Sample,
        environmentVariables: Environment.optional(),
      }),
      response: z.unknown(),
      otherStatus: 204,
      errors: [422],
    },
    async ({ context, body, reply }) => {
      const environment = body.environmentVariables ?? {};
      const draft = { kind: body.actionType, source: body.script, environment };
      const value = await testScript(context, draft, { event: body.event });
      if (value === null || value === undefined) reply.status = 204;
      return value;
    },
  ),
  route(
    'GET /api/configs/actions/:actionType',
    {
      summary: 'Get an action',
      scope: 'management',
      params: z.object({ actionType }),
      response: Action,
      errors: [404],
    },
    async ({ context, params }) => toAction(await getScript(context, params.actionType)),
  ),
  route(
    'PUT /api/configs/actions/:actionType',
    {
      summary: 'Store an action',
      scope: 'management',
      longBody: true,
      params: z.object({ actionType }),
      body: ActionBody,
      response: Action,
      otherStatus: 201,
      errors: [422],
    },
    async ({ context, params, body, reply }) => {
      const input = { ...fromAction(body), script: body.script };
      const { script, isNew } = await putScript(context, params.actionType, input);
      if (isNew) reply.status = 201;
      return toAction(script);
    },
  ),
  route(
    'PATCH /api/configs/actions/:actionType',
    {
      summary: 'Change an action',
      scope: 'management',
      longBody: true,
      params: z.object({ actionType }),
      body: ActionBody.partial(),
      response: Action,
      errors: [404, 422],
    },
    async ({ context, params, body }) =>
      toAction(await changeScript(context, params.actionType, fromAction(body))),
  ),
  route(
    'DELETE /api/configs/actions/:actionType',
    { summary: 'Delete an action', scope: 'management', params: z.object({ actionType }), errors: [404] },
    ({ context, params }) => deleteScript(context, params.actionType),
  ),
];

/** A host as in an address: name and, where it is not the usual one, port. */
const Host = z
  .string()
  .regex(/^[a-z0-9.-]{1,253}(:\d{1,5})?$/, 'must be a host in lower case, without scheme');
const Network = z.strictObject({ allowedHosts: z.array(Host).max(50) });

const networkRoutes = [
  route(
    'GET /api/configs/scripting',
    { summary: 'Get the hosts that scripts may reach', scope: 'management', response: Network },
    async ({ context: { platform, tenant } }) => {
      const settings = await findTenantSettings(platform.db.queries, tenant.id, 'scripting');
      return Network.parse(settings ?? { allowedHosts: [] });
    },
  ),
  route(
    'PATCH /api/configs/scripting',
    {
      summary: 'Set the hosts that scripts may reach',
      scope: 'management',
      body: Network,
      response: Network,
    },
    async ({ context, body }) => {
      const { platform, tenant } = context;
      await platform.db.transaction(async (tx) => {
        const before = await findTenantSettings(tx, tenant.id, 'scripting');
        await putTenantSettings(tx, tenant.id, 'scripting', body);
        await record(tx, context, {
          key: 'TenantSettings.Update',
          payload: { name: 'scripting', before: before ?? {}, after: body },
        });
      });
      forgetAllowedHosts(platform, tenant.id);
      return body;
    },
  ),
];

export const scriptingRoutes = [...customizerRoutes, ...actionRoutes, ...networkRoutes];
