import { logAccess, isPermitted } from '../access';
import { answer, answerPng, AdminError } from '../admin-answer';
import { found } from '../connection/deployed';
import { monitored } from '../monitored/monitored';
import type { AdminRequest, NodeRed } from '../node-red';
import { itemDetails } from './item-details';
import { idInPath } from './item';
import { LISTS, isListName, sourcesOf, totalsOf } from './item-lists';
import { listPage } from './list-page';
import { tellEditors } from './live';
import { panelView } from './panel-view';
import { preview } from './preview';
import { record } from './record';
import { MAX_SEARCH, searchFor } from './search';
import { SPANS } from './series';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

/** The routes of the side bar panel. Personal data and actions need `fax-sms.write`. */
export function mountPanelRoutes(RED: NodeRed): void {
  const { httpAdmin } = RED;
  if (!httpAdmin) return;
  const read = RED.auth.needsPermission('fax-sms.read');
  const write = RED.auth.needsPermission('fax-sms.write');

  httpAdmin.get(
    '/fax-sms/panel',
    read,
    answer(async (req) => panelView({ mayWrite: await isPermitted(write, req) })),
  );
  httpAdmin.get(
    '/fax-sms/panel/series',
    read,
    answer((req) => Promise.resolve(series(req))),
  );
  httpAdmin.get(
    '/fax-sms/connections/:id/items',
    read,
    answer(async (req) => listItems(req, { whole: await isPermitted(write, req) })),
  );
  httpAdmin.get(
    '/fax-sms/connections/:id/items/:type/:item',
    write,
    answer((req) => showDetails(RED, req)),
  );
  httpAdmin.get(
    '/fax-sms/connections/:id/items/:type/:item/preview',
    write,
    answerPng((req) => showPage(RED, req)),
  );
  tellEditors(RED);
}

function series({ query }: AdminRequest): unknown {
  const span = query.span ?? 'hour';
  if (span !== 'hour' && span !== 'day') {
    throw new AdminError(400, `span must be one of ${Object.keys(SPANS).join(', ')}`);
  }
  const { connection } = query;
  if (connection !== undefined && typeof connection !== 'string') throw new AdminError(400, 'connection must be an id');
  const ids = connection === undefined ? monitored.all().map(({ id }) => id) : [connection];
  return { ...record.series.series(span, ids), since: record.since };
}

async function listItems(req: AdminRequest, { whole }: { whole: boolean }): Promise<unknown> {
  const entry = found(req);
  const { list } = req.query;
  if (!isListName(list)) throw new AdminError(400, `list must be one of ${LISTS.join(', ')}`);
  const search = textOf(req, 'search')?.trim() ?? '';
  if (search.length > MAX_SEARCH) throw new AdminError(400, `search must have at most ${MAX_SEARCH} characters`);
  const page = await listPage(sourcesOf(list, entry), {
    after: textOf(req, 'after'),
    limit: limitOf(req),
    fits: search === '' ? undefined : searchFor(search, { whole }),
  });
  // The number of a search's results is not known before all rows have been read.
  return search === '' ? { ...page, total: (await totalsOf(entry))[list] } : page;
}

async function showDetails(RED: NodeRed, req: AdminRequest): Promise<unknown> {
  const entry = found(req);
  const { type, item = '' } = req.params;
  if (type !== 'event' && type !== 'job' && type !== 'quarantined') throw gone();
  const shown = await itemDetails(entry, type, idInPath(item));
  if (!shown) throw gone();
  logAccess(RED, req, entry, { did: 'has looked at', type, logId: shown.logId });
  return shown.details;
}

async function showPage(RED: NodeRed, req: AdminRequest): Promise<Buffer> {
  const entry = found(req);
  const { type, item = '' } = req.params;
  if (type !== 'event' && type !== 'job') throw gone();
  const { png, logId } = await preview(entry, type, idInPath(item));
  logAccess(RED, req, entry, { did: 'has looked at the first page of', type, logId });
  return png;
}

function gone(): AdminError {
  return new AdminError(404, 'no such item is open: reload the list');
}

function textOf({ query }: AdminRequest, name: string): string | undefined {
  const value = query[name];
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw new AdminError(400, `${name} must be text, given once`);
  return value;
}

function limitOf({ query }: AdminRequest): number {
  const limit = Math.trunc(Number(query.limit)) || DEFAULT_LIMIT;
  return Math.min(Math.max(limit, 1), MAX_LIMIT);
}
