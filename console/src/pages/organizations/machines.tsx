import { IconRobot } from '@tabler/icons-react';
import { useChange, usePage } from '../../api.ts';
import { useListQuery } from '../../components/index.ts';
import { MachinePicker } from '../../components/machine-picker.tsx';
import { RowLink } from '../../components/row-link.tsx';
import { useTexts } from '../../i18n/index.ts';
import { MemberList } from './member-list.tsx';
import { texts } from './texts.ts';

/** The machine-to-machine apps that belong to an organization, with their roles there. */
export const Machines = ({ organizationId }: { organizationId: string }) => {
  const t = useTexts(texts).machines;
  const list = useListQuery();
  const params = { id: organizationId };
  const reading = usePage('GET /api/organizations/:id/applications', {
    params,
    query: { q: list.search || undefined, page: list.page, page_size: list.query.page_size },
  });
  const about = { invalidates: ['/api/organizations', '/api/applications'], quiet: true };
  const add = useChange('POST /api/organizations/:id/applications', about);
  const give = useChange('POST /api/organizations/:id/applications/roles', about);
  const setRoles = useChange('PUT /api/organizations/:id/applications/:applicationId/roles', about);
  const remove = useChange('DELETE /api/organizations/:id/applications/:applicationId', about);
  return (
    <MemberList
      kind="MachineToMachine"
      icon={<IconRobot size={26} />}
      words={t}
      list={list}
      reading={reading}
      nameOf={({ name }) => name}
      show={({ id, name }) => <RowLink to={`/applications/${id}`}>{name}</RowLink>}
      picker={(props) => <MachinePicker {...props} />}
      add={async (applicationIds, organizationRoleIds) => {
        await add.mutateAsync({ params, body: { applicationIds } });
        if (organizationRoleIds.length > 0) {
          await give.mutateAsync({ params, body: { applicationIds, organizationRoleIds } });
        }
      }}
      setRoles={(applicationId, organizationRoleIds) =>
        setRoles.mutateAsync({ params: { ...params, applicationId }, body: { organizationRoleIds } })
      }
      remove={(applicationId) => remove.mutateAsync({ params: { ...params, applicationId } })}
    />
  );
};
