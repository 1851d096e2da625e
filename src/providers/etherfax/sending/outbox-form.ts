import { extname } from 'node:path';
import type { FaxOrder } from '../../../domain/job';

export interface OutboxFax {
  order: FaxOrder;
  /** Comes back as `Tag`. */
  correlation: string;
  document: Buffer;
}

/** What other clients say where they do not know; none leaves the field out. */
const UNKNOWN_PAGES = 1;

/**
 * The body of `POST /outbox`, docs/providers.md#etherfax. Form coded, as both public clients send it;
 * `URLSearchParams` writes `+` as `%2B`, without which a document would arrive damaged. etherFAX knows no resolution.
 */
export function outboxForm({ order, correlation, document }: OutboxFax): string {
  const { to, from, header, stationId, timezone, pages = UNKNOWN_PAGES, documents } = order;
  const form = new URLSearchParams({ DialNumber: to, Tag: correlation });
  const optional: Record<string, string> = { CallerId: from, HeaderString: header, LocalId: stationId, TZ: timezone };
  for (const [name, value] of Object.entries(optional)) if (value !== '') form.set(name, value);
  form.set('TotalPages', String(pages));
  form.set('DocumentParams[Name]', `fax${extname(documents[0]?.filename ?? '')}`);
  form.set('FaxImage', document.toString('base64'));
  return form.toString();
}
