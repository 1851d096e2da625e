import { checkFields, isString, oneOf, type FieldChecks } from '../check-fields';
import { isOwnMachine } from '../http/own-machine';
import { SERVICE_PAGES, type ServicePage } from './pages/page-caller';
import { AVAILABLE } from './calls/received-fax';
import {
  FAX_CAUSES,
  PAGE_PATTERNS,
  UNHEARD_OF_CAUSE,
  type PagePattern,
  type TransferPlan,
} from './calls/transfer-plan';

/** A fax arrives. */
export interface InjectFax {
  kind?: 'fax';
  to?: string;
  /** "" for a withheld number. */
  from?: string;
  /** The number of pages received; default 2. 0 is a call without a fax. */
  pages?: number;
  /** Default: a readable sample. */
  document?: Buffer;
  cause?: TransferPlan['cause'];
  pattern?: PagePattern;
  /** When the fax-available page is requested; default `late`. */
  available?: (typeof AVAILABLE)[number];
}

export interface InjectSms {
  kind: 'sms';
  from?: string;
  to?: string;
  text?: string;
  type?: string;
  /** How often the notification page is requested; default 1. */
  times?: number;
}

/** A status of a sent message. */
export interface InjectStatus {
  kind: 'sms-status';
  msgRef: string;
  status: string;
  /** Three digits. */
  error?: string;
  url: string;
}

/** Any body for one of the service's pages, as from an attacker or a faulty platform. */
export interface InjectRaw {
  kind: 'raw';
  page: ServicePage;
  body: string;
}

export type Inject = InjectFax | InjectSms | InjectStatus | InjectRaw;

const MAX_SAMPLE_PAGES = 1_000;

const isInteger = (lowest: number, highest: number) => (value: unknown) =>
  typeof value === 'number' && Number.isInteger(value) && value >= lowest && value <= highest;
const isUrl = (value: unknown): boolean => typeof value === 'string' && isOwnMachine(value);

const FIELDS: Record<NonNullable<Inject['kind']>, { checks: FieldChecks; required: readonly string[] }> = {
  fax: {
    checks: {
      kind: isString,
      to: isString,
      from: isString,
      document: isString,
      pages: isInteger(0, MAX_SAMPLE_PAGES),
      cause: oneOf([...FAX_CAUSES, UNHEARD_OF_CAUSE, 'never', 'interrupted']),
      pattern: oneOf(PAGE_PATTERNS),
      available: oneOf(AVAILABLE),
    },
    required: [],
  },
  sms: {
    checks: { kind: isString, from: isString, to: isString, text: isString, type: isString, times: isInteger(1, 100) },
    required: [],
  },
  'sms-status': {
    checks: { kind: isString, msgRef: isString, status: isString, error: isString, url: isUrl },
    required: ['msgRef', 'status', 'url'],
  },
  raw: {
    checks: { kind: isString, page: oneOf(Object.keys(SERVICE_PAGES)), body: isString },
    required: ['page', 'body'],
  },
};

/** Reads an item to inject from JSON, with a document in base64; undefined for an unknown kind or field. */
export function parseInject(value: unknown): Inject | undefined {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : 'fax';
  if (typeof kind !== 'string' || !isKind(kind)) return undefined;
  const { checks, required } = FIELDS[kind];
  const fields = checkFields(value, checks);
  if (!fields || required.some((name) => !(name in fields))) return undefined;
  const { document } = fields;
  return typeof document === 'string' ? { ...fields, document: Buffer.from(document, 'base64') } : fields;
}

function isKind(kind: string): kind is NonNullable<Inject['kind']> {
  return Object.hasOwn(FIELDS, kind);
}
