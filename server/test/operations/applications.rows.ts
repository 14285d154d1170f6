/** Applications and their secrets. */
import type { Request } from './recorder.ts';
import type { Rows, Stage } from './stage.ts';

const application = async (stage: Stage) => ({ params: { id: (await stage.make.application()).id } });
const secret = async (stage: Stage) => ({
  params: { id: (await stage.make.application()).id, name: 'Default secret' },
});
const holder = async (stage: Stage) => ({
  applicationId: (await stage.make.application('MachineToMachine')).id as string,
});
/** An application that can hold no roles. */
const noMachine = async (stage: Stage, good: Request) => ({
  params: { ...good.params, applicationId: (await stage.make.application()).id as string },
});
const machineRole = async (stage: Stage) => [(await stage.make.role('MachineToMachine')).id];
const userRole = async (stage: Stage) => [(await stage.make.role('User')).id];

/** Settings that need keys, without any. */
const CONTRADICTION = { fapi2SecurityProfile: true };

export const applicationsRows: Rows = {
  'GET /api/applications': { good: () => ({}) },
  'POST /api/applications': {
    good: () => ({ body: { name: 'Bookstore', type: 'Traditional' } }),
    refused: {
      422: () => ({ body: { name: 'Bookstore', type: 'SPA', customClientMetadata: CONTRADICTION } }),
    },
  },
  'GET /api/applications/:id': { good: application },
  'PATCH /api/applications/:id': {
    good: async (stage) => ({ ...(await application(stage)), body: { name: 'Renamed' } }),
    refused: { 422: () => ({ body: { customClientMetadata: CONTRADICTION } }) },
  },
  'DELETE /api/applications/:id': { good: application },
  'PATCH /api/applications/:applicationId/custom-data': {
    good: async (stage) => ({ params: await holder(stage), body: { shelf: 3 } }),
  },
  'GET /api/applications/:id/secrets': { good: application },
  'POST /api/applications/:id/secrets': {
    good: async (stage) => ({ ...(await application(stage)), body: { name: 'Second' } }),
    again: 422,
  },
  'PATCH /api/applications/:id/secrets/:name': {
    good: async (stage) => ({ ...(await secret(stage)), body: { name: 'Renamed' } }),
    refused: {
      422: async (stage, good) => {
        await stage.need('POST', `/api/applications/${good.params?.id}/secrets`, { name: 'Taken' });
        return { body: { name: 'Taken' } };
      },
    },
  },
  'DELETE /api/applications/:id/secrets/:name': { good: secret },
  'GET /api/applications/:applicationId/roles': {
    good: async (stage) => ({ params: await holder(stage) }),
    refused: { 404: () => ({ params: { applicationId: 'nothing' } }), 422: noMachine },
  },
  'POST /api/applications/:applicationId/roles': {
    good: async (stage) => ({ params: await holder(stage), body: { roleIds: await machineRole(stage) } }),
    refused: { 422: async (stage) => ({ body: { roleIds: await userRole(stage) } }) },
  },
  'PUT /api/applications/:applicationId/roles': {
    good: async (stage) => ({ params: await holder(stage), body: { roleIds: await machineRole(stage) } }),
    refused: { 422: async (stage) => ({ body: { roleIds: await userRole(stage) } }) },
  },
  'DELETE /api/applications/:applicationId/roles/:roleId': {
    good: async (stage) => {
      const { applicationId } = await holder(stage);
      const roleIds = await machineRole(stage);
      await stage.need('POST', `/api/applications/${applicationId}/roles`, { roleIds });
      return { params: { applicationId, roleId: String(roleIds[0]) } };
    },
    refused: {
      404: (_, good) => ({ params: { ...good.params, roleId: 'nothing' } }),
      422: noMachine,
    },
    again: 404,
  },
};
