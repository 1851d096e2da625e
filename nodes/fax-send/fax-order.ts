import { storeOutgoing } from '../../src/documents/store-outgoing';
import { BadInputError } from '../../src/domain/errors';
import type { FaxOrder } from '../../src/domain/job';
import { NUMBERS } from '../rules/number';
import { MAX_STATION_ID } from '../rules/station-id';
import { isTimezone } from '../rules/time';
import { DEFAULTS } from '../rules/defaults';
import { labelOf } from '../runtime/labels';
import type { NodeConfig } from '../runtime/node-red';
import { numberFields } from '../runtime/sending/number-fields';
import { outgoingDocuments } from '../runtime/sending/outgoing-documents';
import { readNumber } from '../runtime/settings/read-number';
import { readCover } from './cover';
import type { MakeOrders, SendingContext } from '../runtime/sending/job-requests';

/** The settings of settings.js that concern documents. */
export interface DocumentPlaces {
  roots: () => string[];
  storeFolder: () => string;
}

/** Reads, checks and stores what is to be faxed. What cannot be faxed is refused before anything is written. */
export function faxOrders(config: NodeConfig, places: DocumentPlaces): MakeOrders {
  return async (context, numbers) => {
    const details = await detailsOf(config, context);
    const { properties, outbox, connection } = context;
    const { documents } = outbox;
    const sources = { roots: places.roots(), forbidden: places.storeFolder(), documents };
    const cover = readCover(await properties.read('cover'), details.timezone);
    const outgoing = await outgoingDocuments(await properties.read('document'), sources);
    const { quality } = details;
    const wish = { takes: outbox.takes, quality, greys: config.greys === 'photo' ? 'photo' : 'text' } as const;
    const worker = await connection.documentWorker();
    // All numbers of a list share one file, which is kept until the last of their jobs is forgotten.
    const stored = await storeOutgoing([...cover, ...outgoing], wish, { worker, documents });
    const orders = numbers.map((to): FaxOrder => ({ ...details, to, ...stored }));
    try {
      for (const order of orders) outbox.check(order);
    } catch (error) {
      for (const { file } of stored.documents) await documents.remove(file).catch(() => undefined);
      throw error;
    }
    return orders;
  };
}

async function detailsOf(config: NodeConfig, context: SendingContext): Promise<Omit<FaxOrder, 'documents' | 'to'>> {
  const { properties } = context;
  const stationId = (await properties.text('stationId')).trim();
  if (stationId.length > MAX_STATION_ID)
    throw new BadInputError(`${label('stationId')}: at most ${MAX_STATION_ID} characters`);
  const timezone = typeof config.timezone === 'string' ? config.timezone.trim() : '';
  if (timezone !== '' && !isTimezone(timezone))
    throw new BadInputError(`${label('timezone')}: must be a name such as Europe/London`);
  return {
    kind: 'fax',
    stationId,
    timezone,
    from: await numberFields(context).callerId(),
    header: await properties.text('header'),
    quality: config.quality === 'standard' ? 'standard' : 'fine',
    attempts: readNumber(label('attempts'), config.attempts, ATTEMPTS),
  };
}

const ATTEMPTS = { ...NUMBERS['fax-send'].attempts, fallback: DEFAULTS['fax-send'].attempts, isInput: true };

function label(property: string): string {
  return labelOf('fax-send', property);
}
