import { compact } from '../../../domain/compact';
import { ItemGoneError, ProviderUnavailableError } from '../../../domain/errors';
import type { HttpCall, HttpClient, HttpReply } from '../../http/http-client';
import { childrenNamed, type XmlElement } from '../../xml/xml-element';
import { readAccounts, type EsendexAccount } from './esendex-accounts';
import { readId } from './wire-values';
import { Fields } from './fields';
import { readMessageHeader, type MessageHeader } from './message-header';
import { badAnswer } from '../../http/bad-answer';
import { isHtml } from '../../http/is-html';
import { reading, readRestXml } from './rest-xml';

/** The requests of docs/providers.md#esendex. Each rejects only with a `PushlineError`. */
export interface EsendexClient {
  /** The accounts that the login may use. */
  accounts(signal: AbortSignal): Promise<EsendexAccount[]>;
  /** One page of an account's inbox, with its items as raw XML. */
  inbox(page: InboxQuery, signal: AbortSignal): Promise<InboxPage>;
  header(id: string, signal: AbortSignal): Promise<MessageHeader>;
  body(id: string, signal: AbortSignal): Promise<MessageBody>;
  /** Marks a message as read. Safe to repeat. Rejects with `ItemGoneError` when there is no such message. */
  markRead(id: string, signal: AbortSignal): Promise<void>;
  remove(id: string, signal: AbortSignal): Promise<void>;
  /** Sends messages. Never repeat it: only the answer, which may be a refusal, tells whether they were taken. */
  dispatch(request: DispatcherRequest, signal: AbortSignal): Promise<HttpReply>;
  /** The header of a sent message. Rejects with `ItemGoneError` when there is no such message. */
  sentHeader(id: string, signal: AbortSignal): Promise<XmlElement>;
  /** The messages sent to one number since `start`, at most one page. */
  sent(query: SentQuery, signal: AbortSignal): Promise<SentPage>;
  close(): Promise<void>;
}

/** A request to `messagedispatcher`. */
export interface DispatcherRequest {
  format: 'json' | 'xml';
  body: string;
}

export interface InboxQuery {
  account: string;
  startIndex: number;
  count: number;
  /** Lists only messages received since then; ISO 8601 with Z. */
  start?: string;
}

export interface SentQuery {
  account: string;
  /** Without `+`. */
  to: string;
  /** ISO 8601 with Z. */
  start: string;
  startIndex: number;
}

export interface InboxPage {
  items: readonly XmlElement[];
  /** The total that the provider states, which may be wrong; undefined if it states none. */
  total: number | undefined;
}

export interface SentPage extends InboxPage {
  /** How many ms the service's clock was ahead of our steady time; undefined when its answer had no `Date`. */
  skewMs: number | undefined;
}

export interface MessageBody {
  /** Exactly as sent. */
  text: string;
  /** `GSM` or `Unicode`; undefined for a binary message, whose `text` is hex. */
  characterset: string | undefined;
}

/** One number hardly gets more than this within a day. */
export const SENT_PAGE = 100;

/** The statuses whose body may name the dispatcher's reasons. */
const REFUSALS = [400, 404, 406, 415];

const XML = { accept: 'application/xml' };

export function createEsendexClient(http: HttpClient): EsendexClient {
  async function message(
    id: string,
    call: Omit<HttpCall, 'path'> & { path: (id: string) => string },
  ): Promise<HttpReply> {
    const usable = readId(id);
    if (usable === undefined) throw new ItemGoneError('not an id of Esendex');
    return http.read({ headers: XML, ...call, path: `/v1.0/${call.path(encodeURIComponent(usable.wire))}` });
  }

  async function close(id: string, call: Pick<HttpCall, 'method' | 'query' | 'signal'>): Promise<void> {
    const { contentType, body } = await message(id, { ...call, path: (name) => `inbox/messages/${name}` });
    // A 200 alone would mean "done", but a proxy's or captive portal's HTML page also comes with 200.
    if (isHtml(body, contentType)) throw badAnswer();
  }

  return {
    async accounts(signal) {
      const call = { path: '/v1.0/accounts', headers: { accept: 'application/json' }, signal };
      return readAccounts(await http.read(call).catch(nothingThere));
    },

    async inbox({ account, startIndex, count, start }, signal) {
      const path = `/v1.0/inbox/${encodeURIComponent(account)}/messages`;
      const query: Record<string, string> = compact({ startindex: String(startIndex), count: String(count), start });
      const root = readRestXml(
        await http.read({ path, query, headers: XML, signal }).catch(nothingThere),
        'messageheaders',
      );
      return { items: childrenNamed(root, 'messageheader'), total: totalOf(root) };
    },

    async header(id, signal) {
      const root = readRestXml(
        await message(id, { path: (name) => `messageheaders/${name}`, signal }),
        'messageheader',
      );
      const header = reading(() => readMessageHeader(root));
      if (header.id.key !== readId(id)?.key) throw badAnswer();
      return header;
    },

    async body(id, signal) {
      const path = (name: string): string => `messageheaders/${name}/body`;
      const fields = Fields.of(readRestXml(await message(id, { path, signal }), 'messagebody'));
      return reading(() => {
        const text = fields.text('bodytext');
        if (text === undefined) throw badAnswer();
        const characterset = fields.text('characterset')?.trim();
        return { text, characterset: characterset === '' ? undefined : characterset };
      });
    },

    markRead: (id, signal) => close(id, { method: 'PUT', query: { action: 'read' }, signal }),
    remove: (id, signal) => close(id, { method: 'DELETE', signal }),

    dispatch({ format, body }, signal) {
      const headers = { accept: `application/${format}`, 'content-type': `application/${format}` };
      const call = { method: 'POST', path: '/v1.0/messagedispatcher', headers, body, signal } as const;
      return http.read({ ...call, once: true, refusals: REFUSALS });
    },

    async sentHeader(id, signal) {
      const root = readRestXml(
        await message(id, { path: (name) => `messageheaders/${name}`, signal }),
        'messageheader',
      );
      if (readId(root.attributes.get('id'))?.key !== readId(id)?.key) throw badAnswer();
      return root;
    },

    async sent({ account, to, start, startIndex }, signal) {
      const page = { startindex: String(startIndex), count: String(SENT_PAGE) };
      const query = { accountreference: account, to, start, ...page };
      const reply = await http.read({ path: '/v1.0/messageheaders', query, headers: XML, signal }).catch(nothingThere);
      const root = readRestXml(reply, 'messageheaders');
      return { items: childrenNamed(root, 'messageheader'), total: totalOf(root), skewMs: reply.skewMs };
    },

    close: () => http.close(),
  };
}

/** `totalcount`. The vendor's own clients differ in the case of these attributes. */
export function totalOf(root: XmlElement): number | undefined {
  const [, total = ''] = [...root.attributes].find(([name]) => name.toLowerCase() === 'totalcount') ?? [];
  return /^\d{1,9}$/.test(total) ? Number(total) : undefined;
}

/** For a 404 to a list, which means that the base URL or the account is wrong. */
function nothingThere(error: unknown): never {
  if (!(error instanceof ItemGoneError)) throw error;
  const detail = { status: 404, reason: 'http-404' as const };
  throw new ProviderUnavailableError(
    'no Esendex API answers at this API address, or not for this account: check both',
    detail,
  );
}
