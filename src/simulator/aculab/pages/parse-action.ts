import { isRecord } from '../../../domain/is-record';
import { checkFields, isString, oneOf, type FieldChecks } from '../../check-fields';
import { isCipher, type Cipher } from '../cipher';
import type { WireBehaviour } from '../wire-behaviour';

/** An address in an answer, made absolute. */
export interface PageReference {
  url: string;
  method: 'GET' | 'POST';
}

export interface ReceiveFax {
  kind: 'receive_fax';
  id: string;
  nextPage?: PageReference;
  progressPage?: PageReference;
  availablePage?: PageReference;
  cipher?: Cipher;
}

export interface SendFax {
  kind: 'send_fax';
  /** The name of a stored file, or the page from which to fetch the document. */
  document: { name: string } | { page: PageReference };
  nextPage?: PageReference;
  progressPage?: PageReference;
  cipher?: Cipher;
}

export type Action = ReceiveFax | SendFax | { kind: 'answer' } | { kind: 'reject' } | { kind: 'hang_up' };

export interface ActionContext {
  version: WireBehaviour['version'];
  base: string;
}

const isAbsent = (value: unknown): boolean => value === null || value === undefined;
const optional = (check: (value: unknown) => boolean) => (value: unknown) => isAbsent(value) || check(value);

const isPage = optional((value) => {
  const fields = checkFields(value, { url: isString, method: oneOf(['GET', 'POST']) });
  return typeof fields?.url === 'string' && fields.url !== '';
});

/**
 * The allowed properties of each action, by the vendor's documents. Whether the platform tolerates others is not known.
 */
const PROPERTIES: Record<Action['kind'], FieldChecks> = {
  receive_fax: {
    next_page: isPage,
    progress_page: isPage,
    fax_available_page: isPage,
    encryption_cipher: optional(isCipher),
    id: optional(isString),
  },
  send_fax: {
    fax_to_send: (value) => (typeof value === 'string' ? value !== '' : !isAbsent(value) && isPage(value)),
    next_page: isPage,
    progress_page: isPage,
    decryption_cipher: optional(isCipher),
  },
  answer: { extra_sip_headers: Array.isArray },
  reject: { cause: isString, raw_cause: isString },
  hang_up: {},
};
/** Properties that only version 2 has. */
const SECOND_ONLY = ['id', 'fax_available_page', 'extra_sip_headers'];

/** Reads an action, which is an object with a single key. */
export function parseAction(value: unknown, context: ActionContext): Action | { problem: string } {
  const [[kind, properties] = ['', undefined], ...others] = isRecord(value) ? Object.entries(value) : [];
  if (others.length > 0 || !isKind(kind)) return { problem: 'an action is unknown' };
  const fields = checkFields(properties, PROPERTIES[kind]);
  if (!fields) return { problem: `a property of ${kind} is wrong` };
  if (context.version === '1.0' && SECOND_ONLY.some((name) => name in fields)) {
    return { problem: `a property of ${kind} is not in version 1` };
  }
  return actionOf(kind, fields, context);
}

function isKind(name: string): name is Action['kind'] {
  return Object.hasOwn(PROPERTIES, name);
}

function actionOf(
  kind: Action['kind'],
  fields: Record<string, unknown>,
  { base }: ActionContext,
): Action | { problem: string } {
  const page = (name: string): PageReference | undefined => pageIn(fields[name], base, 'POST');
  const pages = { nextPage: page('next_page'), progressPage: page('progress_page') };
  if (kind === 'receive_fax') {
    const { id, encryption_cipher: cipher } = fields;
    const availablePage = page('fax_available_page');
    return { kind, id: typeof id === 'string' ? id : '', ...present({ ...pages, availablePage, ...cipherIn(cipher) }) };
  }
  if (kind === 'send_fax') {
    const { fax_to_send: file, decryption_cipher: cipher } = fields;
    const remote = pageIn(file, base, 'GET');
    if (remote?.method === 'POST') return { problem: 'a remote document is fetched by GET only' };
    if (typeof file !== 'string' && !remote) return { problem: 'send_fax names no document' };
    const document = remote ? { page: remote } : { name: String(file) };
    return { kind, document, ...present({ ...pages, ...cipherIn(cipher) }) };
  }
  return { kind };
}

function pageIn(value: unknown, base: string, defaultMethod: PageReference['method']): PageReference | undefined {
  if (!isRecord(value) || typeof value.url !== 'string' || !URL.canParse(value.url, base)) return undefined;
  return {
    url: new URL(value.url, base).href,
    method: value.method === 'GET' ? 'GET' : value.method === 'POST' ? 'POST' : defaultMethod,
  };
}

function cipherIn(value: unknown): { cipher: Cipher | undefined } {
  return { cipher: isCipher(value) ? value : undefined };
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The object without undefined properties. */
function present<T extends object>(object: T): Present<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Present<T>;
}
