import { DELIVERIES, type InjectFax } from './inbox-fax';

const MAX_SAMPLE_PAGES = 1_000;

const CHECKS: Record<string, (value: unknown) => boolean> = {
  to: isString,
  from: isString,
  remoteId: isString,
  type: isString,
  document: isString,
  pages: (value) => typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_SAMPLE_PAGES,
  damaged: (value) => typeof value === 'boolean',
  deliver: (value) => DELIVERIES.some((delivery) => delivery === value),
};

/** Reads a fax to inject that came as JSON, its document in base64; undefined: a field it should not have. */
export function parseInject(value: unknown): InjectFax | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Object.entries(value).every(([name, field]) => CHECKS[name]?.(field) === true)) return undefined;
  const { document, ...fax } = value as Omit<InjectFax, 'document'> & { document?: string };
  return { ...fax, ...(document === undefined ? {} : { document: Buffer.from(document, 'base64') }) };
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}
