import type { CachedApplication } from '../../applications/index.ts';
import type { Context } from '../../platform.ts';
import { findClient } from '../clients/client-id-metadata.ts';
import { refuse } from '../errors.ts';
import type { Parameters } from '../parameters.ts';

/** The client that asks. Refused on our own page: nobody's redirect address is known yet. */
export const readClient = async (context: Context, parameters: Parameters): Promise<CachedApplication> => {
  const id = parameters.get('client_id');
  if (id === undefined) throw refuse('invalid_request', 'The parameter client_id is missing.');
  const application = await findClient(context, id);
  if (!application) throw refuse('invalid_client', 'No application has this client_id.');
  if (application.type === 'MachineToMachine') {
    throw refuse('unauthorized_client', 'This application is a machine; nobody can sign in to it.');
  }
  return application;
};
