import { compact } from '../../../src/domain/compact';
import { hideCredentials } from '../../../src/domain/hide-credentials';
import type { JobState } from '../../../src/domain/job';
import { QUARANTINE_LIMITS, type ListQuery } from '../../../src/store/store';
import { mountAccountCheckRoutes } from '../account-check/account-check-routes';
import { logAccess, isPermitted } from '../access';
import { answer, bodyOf, AdminError } from '../admin-answer';
import { act } from './admin-actions';
import { describeConnection, describeEvent, describeJob, describeQuarantined, type ViewContext } from './admin-views';
import { found, deployed } from '../connection/deployed';
import { scopeOfJobs } from '../connection/own-items';
import type { AdminRequest, NodeRed } from '../node-red';
import { storeReports } from '../instances/store-reports';
import { mountPanelRoutes } from '../panel/panel-routes';
import { inject } from '../simulated/simulators';
import { moveStore } from '../store/move-store';
import { tryStore } from '../store/try-store';
import { runStoreAction } from './store-actions';
import { testConnection } from './test-connection';

const STATES: readonly ListQuery['state'][] = ['fetching', 'new', 'parked', 'offered', 'redeliver', 'dead', 'skipped'];
const JOB_STATES: readonly JobState[] = ['queued', 'sending', 'accepted', 'unknown', 'finished'];
const LIST_LIMIT = 200;

/** The admin API of docs/contract.md#admin-api. Mounted once, by the module that registers the connection node. */
export function mountAdminRoutes(RED: NodeRed): void {
  const { httpAdmin } = RED;
  // Absent if the editor is disabled, and in some test set-ups.
  if (!httpAdmin) return;
  mountPanelRoutes(RED);
  mountAccountCheckRoutes(RED);
  const read = RED.auth.needsPermission('fax-sms.read');
  const write = RED.auth.needsPermission('fax-sms.write');

  httpAdmin.get(
    '/fax-sms/connections',
    read,
    answer(async (req) => {
      const context = { secrets: await isPermitted(write, req) };
      return [
        ...(await Promise.all(deployed.all().map((one) => describeConnection(one, context)))),
        ...deployed.failed(),
      ];
    }),
  );
  httpAdmin.get(
    '/fax-sms/instances',
    read,
    answer(() => storeReports()),
  );
  httpAdmin.get(
    '/fax-sms/connections/:id',
    read,
    answer(async (req) => describeOne(req, { secrets: await isPermitted(write, req) })),
  );
  httpAdmin.get(
    '/fax-sms/connections/:id/events',
    read,
    answer((req) => listEvents(req)),
  );
  httpAdmin.get(
    '/fax-sms/connections/:id/jobs',
    read,
    answer((req) => listJobs(req)),
  );
  httpAdmin.get(
    '/fax-sms/connections/:id/quarantine/:item',
    write,
    answer((req) => readQuarantined(RED, req)),
  );
  httpAdmin.get(
    '/fax-sms/connections/:id/quarantine',
    read,
    answer((req) => listQuarantine(req)),
  );
  httpAdmin.post(
    '/fax-sms/connections/:id/actions',
    write,
    answer((req) => act(RED, req)),
  );
  httpAdmin.post(
    '/fax-sms/connections/:id/inject',
    write,
    answer((req) => inject(found(req), bodyOf(req))),
  );
  httpAdmin.post(
    '/fax-sms/store',
    write,
    answer((req) => runStoreAction(RED, bodyOf(req))),
  );
  httpAdmin.post(
    '/fax-sms/stores/move',
    write,
    answer((req) => Promise.resolve(moveStore(RED, bodyOf(req)))),
  );
  httpAdmin.post(
    '/fax-sms/stores/test',
    write,
    answer((req) => tryStore(RED, bodyOf(req))),
  );
  httpAdmin.post(
    '/fax-sms/test',
    write,
    answer((req) => testConnection(RED, bodyOf(req))),
  );
}

async function describeOne(req: AdminRequest, context: ViewContext): Promise<unknown> {
  return deployed.failed().find(({ id }) => id === req.params.id) ?? describeConnection(found(req), context);
}

async function listEvents(req: AdminRequest): Promise<unknown> {
  const { connection, home } = found(req);
  const state = STATES.find((name) => name === req.query.state);
  if (!state) throw new AdminError(400, `state must be one of ${STATES.join(', ')}`);
  const heads = await home.store.list({ scope: connection.knownScope(), state, ...pageOf(req) });
  return heads.map(describeEvent);
}

function pageOf({ query }: AdminRequest): { after?: number; limit: number } {
  const after = Number(query.after);
  const limit = Math.trunc(Number(query.limit)) || LIST_LIMIT;
  return compact({
    after: Number.isFinite(after) && after >= 0 ? after : undefined,
    limit: Math.min(Math.max(limit, 1), LIST_LIMIT),
  });
}

async function listJobs(req: AdminRequest): Promise<unknown> {
  const entry = found(req);
  const { home } = entry;
  const state = JOB_STATES.find((name) => name === req.query.state);
  if (!state) throw new AdminError(400, `state must be one of ${JOB_STATES.join(', ')}`);
  const heads = await home.store.jobs.list({ scope: scopeOfJobs(entry, state), state, ...pageOf(req) });
  return heads.map((head) => describeJob(head, home.clock()));
}

async function listQuarantine(req: AdminRequest): Promise<unknown> {
  const { connection, home } = found(req);
  const limit = Math.trunc(Number(req.query.limit)) || LIST_LIMIT;
  const items = await home.store.listQuarantine(
    connection.knownScope(),
    Math.min(Math.max(limit, 1), QUARANTINE_LIMITS.items),
  );
  return items.map(describeQuarantined);
}

/** The item's bytes in Base64, so that a person can see why they were not understood. */
async function readQuarantined(RED: NodeRed, req: AdminRequest): Promise<unknown> {
  const entry = found(req);
  const { connection, home } = entry;
  const { item = '' } = req.params;
  const body = await home.store.readQuarantine(connection.knownScope(), item);
  if (!body) throw new AdminError(404, 'no such item is in the quarantine');
  logAccess(RED, req, entry, { did: 'has looked at', type: 'quarantined', logId: item.slice(0, 12) });
  return { body: hideCredentials(body).toString('base64') };
}
