import { hash } from 'node:crypto';
import type { ProviderEvent } from './events';

/**
 * Hashes of the fields in which two copies of one event must agree.
 * Hashed, so that nothing readable outlives the event.
 */
export function contentHashes(event: ProviderEvent): Partial<Record<'from' | 'to' | 'text' | 'state', string>> {
  const fields: Partial<Record<'from' | 'to' | 'text' | 'state', string | undefined>> = fieldsOf(event);
  const hashes: Partial<Record<'from' | 'to' | 'text' | 'state', string>> = {};
  for (const name of ['from', 'to', 'text', 'state'] as const) {
    const value = fields[name];
    if (value !== undefined && value !== '') hashes[name] = hash('sha256', value);
  }
  return hashes;
}

function fieldsOf(event: ProviderEvent): Partial<Record<'from' | 'to' | 'text' | 'state', string | undefined>> {
  switch (event.kind) {
    case 'fax.received':
      return { from: event.payload.from, to: event.payload.to };
    case 'sms.received':
      return { from: event.payload.from, to: event.payload.to, text: event.payload.text };
    case 'fax.status':
    case 'sms.status':
      return { state: event.payload.state };
    case 'sms.optout':
    case 'sms.subscription':
      return { from: event.payload.from, state: String(event.payload.optedOut) };
    case 'unknown':
      return {};
  }
}
