/** What one application changes of the hosted pages while it is the one that asks. */
import { differences, record } from '../audit/index.ts';
import { createCache } from '../lib/cache.ts';
import type { Context, Platform } from '../platform.ts';
import { getApplication } from './applications.store.ts';
import { refuse } from './errors.ts';
import type { Look } from './look.ts';
import {
  type ApplicationSignInExperience,
  findApplicationSignInExperience,
  putApplicationSignInExperience,
} from './sign-in-experience.store.ts';
import { refuseStronger } from './stronger.ts';

/** The look of an application, and what else the pages say for it. */
export type ApplicationLook = Look &
  Pick<ApplicationSignInExperience, 'displayName' | 'termsOfUseUrl' | 'privacyPolicyUrl'>;

const keyOf = (tenantId: string, applicationId: string): string => `${tenantId}\n${applicationId}`;

const looks = createCache(async (platform: Platform, key: string): Promise<ApplicationLook | undefined> => {
  const [tenantId = '', applicationId = ''] = key.split('\n');
  const found = await findApplicationSignInExperience(platform.db.queries, tenantId, applicationId);
  return (
    found && { ...found, color: found.color as Look['color'], branding: found.branding as Look['branding'] }
  );
});

/** What the pages change for an application, at most a second old; undefined where nothing was ever set. */
export const cachedApplicationLook = (
  { platform, tenant }: Context,
  applicationId: string,
): Promise<ApplicationLook | undefined> => looks.get(platform, keyOf(tenant.id, applicationId));

/** Throws for an application that is not there, and where nothing was ever set. */
export const getApplicationSignInExperience = async (
  { platform, tenant }: Context,
  applicationId: string,
): Promise<ApplicationSignInExperience> => {
  await getApplication(platform.db.queries, tenant.id, applicationId);
  const found = await findApplicationSignInExperience(platform.db.queries, tenant.id, applicationId);
  if (!found) throw refuse('application.sign_in_experience_not_found');
  return found;
};

export type ApplicationSignInExperienceChange = {
  [Field in keyof ApplicationLook]?: ApplicationLook[Field] | undefined;
};

/** Sets what is given; the rest stays, and is the tenant's where it was never set. Tells whether nothing was. */
export const setApplicationSignInExperience = async (
  context: Context,
  applicationId: string,
  change: ApplicationSignInExperienceChange,
): Promise<{ experience: ApplicationSignInExperience; isNew: boolean }> => {
  const { platform, tenant } = context;
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const empty = {
    color: {},
    branding: {},
    customCss: null,
    displayName: null,
    termsOfUseUrl: null,
    privacyPolicyUrl: null,
  };
  const isNew = await platform.db.transaction(async (tx) => {
    const application = await getApplication(tx, tenant.id, applicationId);
    if (application.isBuiltIn) throw refuse('application.built_in');
    await refuseStronger(tx, context, applicationId);
    const before = (await findApplicationSignInExperience(tx, tenant.id, applicationId)) ?? empty;
    const updatedAt = platform.clock.now();
    const row = { tenantId: tenant.id, applicationId, ...empty, ...given, updatedAt };
    const isFirst = await putApplicationSignInExperience(tx, row, { ...given, updatedAt });
    await record(tx, context, {
      key: 'Application.SignInExperience.Update',
      applicationId,
      payload: differences(before, given),
    });
    return isFirst;
  });
  looks.forget(platform, keyOf(tenant.id, applicationId));
  return { experience: await getApplicationSignInExperience(context, applicationId), isNew };
};
