/**
 * Who may use an application. While its switch is off, every user of the tenant; while it is on, those whom its rules
 * name. Asked when a code is given and again for every token, so who leaves a role or organization gets none any more.
 */
import { differences, record } from '../audit/index.ts';
import type { Queries } from '../db/index.ts';
import type { Context } from '../platform.ts';
import {
  type AccessControl,
  findAccessControl,
  findUnknown,
  isAllowedUser,
  replaceAccessControl,
} from './access-control.store.ts';
import { type Application, getApplication } from './applications.store.ts';
import { refuse } from './errors.ts';

/** Whether the user may use the application. Costs no statement while the switch is off. */
export const mayUse = async (
  db: Queries,
  application: Pick<Application, 'tenantId' | 'id' | 'appLevelAccessControlEnabled'>,
  userId: string,
): Promise<boolean> =>
  !application.appLevelAccessControlEnabled ||
  isAllowedUser(db, { tenantId: application.tenantId, applicationId: application.id }, userId);

/** Puts rules in place of the ones before. Refuses ids that the tenant does not know. */
export const setAccessControl = async (
  context: Context,
  applicationId: string,
  control: AccessControl,
): Promise<AccessControl> => {
  const { platform, tenant } = context;
  const place = { tenantId: tenant.id, applicationId };
  return platform.db.transaction(async (tx) => {
    const application = await getApplication(tx, tenant.id, applicationId);
    if (application.isBuiltIn) throw refuse('application.built_in');
    const { organizationRoleRules: rules } = control;
    const organizations = [...control.organizationIds, ...rules.map(({ organizationId }) => organizationId)];
    const unknown = [
      ...(await findUnknown(tx, tenant.id, 'users', control.userIds)),
      ...(await findUnknown(tx, tenant.id, 'roles', control.userRoleIds)),
      ...(await findUnknown(tx, tenant.id, 'organizations', organizations)),
      ...(await findUnknown(
        tx,
        tenant.id,
        'organizationRoles',
        rules.flatMap(({ organizationRoleIds }) => organizationRoleIds),
      )),
    ];
    if (unknown.length > 0) throw refuse('application.access_control_unknown', { ids: unknown.join(', ') });
    const before = await findAccessControl(tx, place);
    await replaceAccessControl(tx, place, control);
    const after = await findAccessControl(tx, place);
    await record(tx, context, {
      key: 'Application.AccessControl.Update',
      applicationId,
      payload: differences(before, after),
    });
    return after;
  });
};
