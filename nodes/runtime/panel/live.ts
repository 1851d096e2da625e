import { compact } from '../../../src/domain/compact';
import { deployed } from '../connection/deployed';
import { monitored } from '../monitored/monitored';
import type { NodeRed } from '../node-red';
import { record } from './record';
import type { Entry } from './timeline';

const TOPIC = 'fax-sms/panel';
/** At most so often for each connection; the last change is always told. */
const PAUSE_MS = 500;
/** What is left out the panel fetches. */
const MOST_ENTRIES = 20;

type Told = Pick<Entry, 'n' | 'at' | 'connection' | 'kind' | 'direction' | 'what' | 'pages' | 'reason'>;

let stop: (() => void) | undefined;

/**
 * Tells open editors that something has changed. Node-RED sends what is published to every editor that may see statuses,
 * whatever else its user may see: so it holds no digit of a number, no reference and no item.
 */
export function tellEditors(RED: NodeRed): void {
  const { comms } = RED;
  stop?.();
  stop = undefined;
  if (!comms) return;
  const waiting = new Map<string, Told[]>();
  const tell = (entry: Entry | undefined, connection: string): void => {
    const entries = waiting.get(connection);
    const told = entries ?? [];
    if (entry) told.push(withoutPeople(entry));
    if (told.length > MOST_ENTRIES) told.shift();
    if (entries) return;
    waiting.set(connection, told);
    const timer = setTimeout(() => {
      waiting.delete(connection);
      const { epoch } = record;
      const news = { epoch, connection, changed: true, attention: attentionOf(connection), entries: told.reverse() };
      comms.publish(TOPIC, news, false);
    }, PAUSE_MS);
    timer.unref();
  };
  const ends = [record.onChange(tell), deployed.onInstances((connection) => tell(undefined, connection))];
  stop = () => ends.forEach((end) => end());
}

/** How much of it only a person can put right: other instances make such items, too. */
function attentionOf(connection: string): number {
  const { backlog } = monitored.get(connection)?.state ?? {};
  return backlog ? [backlog.fax, backlog.sms].reduce((sum, { dead, unknown }) => sum + dead + unknown, 0) : 0;
}

function withoutPeople({ n, at, connection, kind, direction, what, pages, reason }: Entry): Told {
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
