import { compact } from '../../../src/domain/compact';
import { deployed } from '../connection/deployed';
import { monitored } from '../monitored/monitored';
import type { NodeRed } from '../node-red';
import { record } from './record';
import type { Entry } from './timeline';

const TOPIC = 'fax-sms/panel';
/** The least time between two messages about one connection; the last change is always published. */
const PAUSE_MS = 500;
/** The panel fetches entries that are left out. */
const MOST_ENTRIES = 20;

type LiveEntry = Pick<Entry, 'n' | 'at' | 'connection' | 'kind' | 'direction' | 'what' | 'pages' | 'reason'>;

let stop: (() => void) | undefined;

/**
 * Tells open editors that something has changed. Node-RED sends this to every user who may see node statuses, whatever
 * else they may see, so it holds no digit of a number, no reference and no item.
 */
export function tellEditors(RED: NodeRed): void {
  const { comms } = RED;
  stop?.();
  stop = undefined;
  if (!comms) return;
  const waiting = new Map<string, LiveEntry[]>();
  const tell = (entry: Entry | undefined, connection: string): void => {
    const entries = waiting.get(connection);
    const shown = entries ?? [];
    if (entry) shown.push(withoutPeople(entry));
    if (shown.length > MOST_ENTRIES) shown.shift();
    if (entries) return;
    waiting.set(connection, shown);
    const timer = setTimeout(() => {
      waiting.delete(connection);
      const { epoch } = record;
      const news = { epoch, connection, changed: true, attention: attentionOf(connection), entries: shown.reverse() };
      comms.publish(TOPIC, news, false);
    }, PAUSE_MS);
    timer.unref();
  };
  const ends = [record.onChange(tell), deployed.onInstances((connection) => tell(undefined, connection))];
  stop = () => ends.forEach((end) => end());
}

/** The number of items that need a person. From the backlog, because other instances make such items, too. */
function attentionOf(connection: string): number {
  const { backlog } = monitored.get(connection)?.state ?? {};
  return backlog ? [backlog.fax, backlog.sms].reduce((sum, { dead, unknown }) => sum + dead + unknown, 0) : 0;
}

function withoutPeople({ n, at, connection, kind, direction, what, pages, reason }: Entry): LiveEntry {
  return compact({
    n,
    at,
    connection,
    direction,
    what,
    kind,
    pages,
    reason,
  });
}
