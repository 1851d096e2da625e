import { compact } from '../../domain/compact';
import { checkFields, isBoolean, isString, oneOf, type FieldChecks } from '../check-fields';
import { DELIVERIES, type InjectFax } from './inbox-fax';

const MAX_SAMPLE_PAGES = 1_000;

const CHECKS: FieldChecks = {
  to: isString,
  from: isString,
  remoteId: isString,
  type: isString,
  document: isString,
  pages: (value) => typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_SAMPLE_PAGES,
  damaged: isBoolean,
  deliver: oneOf(DELIVERIES),
};

/** Reads a fax to inject from JSON, with its document in base64; undefined for an unknown or invalid field. */
export function parseInject(value: unknown): InjectFax | undefined {
  const fields = checkFields(value, CHECKS);
  if (!fields) return undefined;
  const { document, ...fax } = fields as Omit<InjectFax, 'document'> & { document?: string };
  return compact({ ...fax, document: document === undefined ? undefined : Buffer.from(document, 'base64') });
}
