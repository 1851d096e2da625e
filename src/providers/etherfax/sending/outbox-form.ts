import { extname } from 'node:path';
import type { FaxOrder } from '../../../domain/job';

export interface OutboxFax {
  order: FaxOrder;
  /** etherFAX sends it back as `Tag`. */
  correlation: string;
  document: Buffer;
}

/** Other clients send 1 when they do not know the number of pages, and none of them omits the field. */
const UNKNOWN_PAGES = 1;

/**
 * The body of `POST /outbox` (docs/providers.md#etherfax), form-encoded as both public clients send it.
 * `URLSearchParams` writes `+` as `%2B`; a bare `+` would damage the document. etherFAX has no field for the
 * resolution.
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
