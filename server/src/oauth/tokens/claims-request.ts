/**
 * The parameter `claims` (OpenID Connect Core §5.5): single claims asked for by name, for userinfo and the ID token.
 * Names that nobody knows are left out of the answer, never an error; what is too large or too deep is one (O-24).
 */
import { refuse } from '../errors.ts';

/** What was asked for, bounded: names of claims by where they shall appear. Stored with the grant. */
export type ClaimsRequest = { userinfo: string[]; idToken: string[] };

/** The two claims whose value can be demanded. */
export type Demands = {
  /** The one user who may be signed in. */
  subject: string | null;
  /** Authentication contexts, the most wanted first. */
  contexts: string[];
  /** Whether one of the contexts has to be reached. */
  isContextEssential: boolean;
};

const MAX_DEPTH = 5;
const MAX_NAMES = 100;
const MAX_NAME = 128;

type Member = { essential?: unknown; value?: unknown; values?: unknown };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const depthOf = (value: unknown, depth = 0): number => {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return depth;
  return Math.max(depth, ...Object.values(value).map((member) => depthOf(member, depth + 1)));
};

const invalid = (reason: string) => refuse('invalid_request', `The parameter claims ${reason}.`);

const parse = (text: string): Record<string, unknown> => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid('is not JSON');
  }
  if (!isObject(value)) throw invalid('is not an object');
  if (depthOf(value) > MAX_DEPTH) throw invalid('is nested too deep');
  return value;
};

const membersOf = (value: unknown): Map<string, Member> => {
  if (value === undefined || value === null) return new Map();
  if (!isObject(value)) throw invalid('has a member that is not an object');
  const entries = Object.entries(value);
  if (entries.length > MAX_NAMES || entries.some(([name]) => name.length > MAX_NAME)) {
    throw invalid('asks for too much');
  }
  return new Map(
    entries.map(([name, member]) => {
      if (member !== null && !isObject(member)) throw invalid('has a member that is not an object');
      return [name, member ?? {}];
    }),
  );
};

const valuesOf = ({ value, values }: Member): string[] =>
  (Array.isArray(values) ? values : [value]).filter((one) => typeof one === 'string');

/** Reads the parameter. Refuses with `invalid_request` what is no claims request. */
export const readClaimsRequest = (text: string): { claims: ClaimsRequest; demands: Demands } => {
  const request = parse(text);
  const userinfo = membersOf(request.userinfo);
  const idToken = membersOf(request.id_token);
  const context = idToken.get('acr') ?? {};
  const [subject = null] = valuesOf(idToken.get('sub') ?? userinfo.get('sub') ?? {});
  return {
    claims: { userinfo: [...userinfo.keys()], idToken: [...idToken.keys()] },
    demands: {
      subject,
      contexts: valuesOf(context),
      isContextEssential: context.essential === true && valuesOf(context).length > 0,
    },
  };
};
