import { storeOutgoing } from '../../src/documents/store-outgoing';
import { BadInputError } from '../../src/domain/errors';
import type { FaxOrder } from '../../src/domain/job';
import type { NodeConfig } from '../runtime/node-red';
import { numberFields } from '../runtime/number-fields';
import { outgoingDocuments } from '../runtime/outgoing-documents';
import type { MakeOrder, SendingContext } from '../runtime/sending-node';

/** What of settings.js decides about documents. */
export interface DocumentPlaces {
  roots: () => string[];
  storeFolder: () => string;
}

const MAX_STATION_ID = 21;

/** Resolves, checks and stores what is to be faxed; what cannot be faxed is refused before anything is written. */
export function faxOrders(config: NodeConfig, places: DocumentPlaces): MakeOrder {
  return async (context) => {
    const details = await detailsOf(config, context);
    const { properties, outbox } = context;
    const { documents } = outbox;
    const sources = { roots: places.roots(), forbidden: places.storeFolder(), documents };
    const outgoing = await outgoingDocuments(await properties.read('document'), sources);
    const stored = await storeOutgoing(outgoing, documents);
    const order: FaxOrder = { ...details, ...stored };
    try {
      outbox.check(order);
    } catch (error) {
      for (const { file } of stored.documents) await documents.remove(file).catch(() => undefined);
      throw error;
    }
    return order;
  };
}

async function detailsOf(config: NodeConfig, context: SendingContext): Promise<Omit<FaxOrder, 'documents'>> {
  const { properties } = context;
  const numbers = numberFields(context);
  const to = await numbers.destination('fax');
  const stationId = (await properties.text('stationId')).trim();
  if (stationId.length > MAX_STATION_ID) throw new BadInputError(`stationId: at most ${MAX_STATION_ID} characters`);
  const timezone = typeof config.timezone === 'string' ? config.timezone.trim() : '';
  if (timezone !== '' && !isTimezone(timezone)) throw new BadInputError('timezone: is none, such as Europe/London');
  return {
    ...{ kind: 'fax', to, stationId, timezone },
    from: await numbers.callerId(),
    header: await properties.text('header'),
    quality: config.quality === 'standard' ? 'standard' : 'fine',
    attempts: attemptsOf(config.attempts),
  };
}

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const ATTEMPTS = 3;

function attemptsOf(value: unknown): number {
  const attempts = Math.trunc(Number(value));
  return Number.isFinite(attempts) && attempts >= 1 ? attempts : ATTEMPTS;
}
