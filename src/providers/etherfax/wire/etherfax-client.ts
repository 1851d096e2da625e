import { compact } from '../../../domain/compact';
import { AuthError, ItemGoneError, ProviderUnavailableError } from '../../../domain/errors';
import { isRecord } from '../../../domain/is-record';
import { badAnswer, notJson } from '../../http/bad-answer';
import type { HttpClient } from '../../http/http-client';
import type { WriteDocument } from '../../provider';
import { readFaxReply, type FaxReply } from './fax-reply';
import { ITEM_NOT_FOUND, readFaxResult, UNAUTHORIZED } from '../codec/fax-result';
import { ACCOUNT, INBOX_FAX, PENDING } from '../codec/answer-fields';
import { readJobId } from '../codec/job-id';
import { parseJson } from '../../../domain/parse-json';
import { readCount, readText } from '../../json/read-value';
import { meaningOf, type Ping } from '../../said-gone';

/** The requests of docs/providers.md#etherfax. Each rejects only with a `PushlineError`. */
export interface EtherFaxClient {
  accountStatus(signal: AbortSignal): Promise<Record<string, unknown>>;
  /**
   * The number of unread faxes that are not locked. `wait` asks the server to answer only
   * when there is one, or after it.
   */
  unreadCount(signal: AbortSignal, wait?: { seconds: number; timeoutMs: number }): Promise<number>;
  /** The metadata of every unread fax. */
  list(signal: AbortSignal): Promise<unknown[]>;
  get<T>(jobId: string, call: FaxCall<T>): Promise<FaxReply<T>>;
  /** Fetches the oldest unread fax and locks it for 5 minutes; undefined when nothing is unread. */
  getNext<T>(call: FaxCall<T>): Promise<FaxReply<T> | undefined>;
  /** Marks a fax as received. Safe to repeat. Rejects with `ItemGoneError` when there is no such fax. */
  received(jobId: string, signal: AbortSignal): Promise<void>;
  /** How many faxes are being sent. The vendor recommends to ask this before sending. */
  pending(signal: AbortSignal): Promise<Record<string, unknown>>;
  /** Makes the service call at once. Never repeat it: only the answer tells whether the job was taken. */
  postOutbox(form: string, signal: AbortSignal): Promise<Record<string, unknown>>;
  /** The FaxStatus of a sent fax. Rejects with `ItemGoneError` when there is none with this id. */
  status(jobId: string, signal: AbortSignal): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

export interface FaxCall<T> {
  writeDocument: WriteDocument;
  /** Reads the answer before the document's stream ends. If it throws, the document is not kept either. */
  read: (fax: Record<string, unknown>, hasDocument: boolean) => T;
  signal: AbortSignal;
}

/** The longest wait for the headers, and between two chunks of a document. */
const DOCUMENT_TIMEOUT_MS = 120_000;

/** Extends the deadline for a large fax on a slow line: after a time-out we could not tell whether it was taken. */
const SLOWEST_BYTES_PER_MS = 16;

/** A list holds every unread fax; this is enough for some ten thousand after a long outage. */
const MAX_LIST_BYTES = 16 * 1024 * 1024;

export function createEtherFaxClient(http: HttpClient): EtherFaxClient {
  async function read(
    path: string,
    query: Record<string, string>,
    signal: AbortSignal,
    limits: { timeoutMs?: number; maxBytes?: number } = {},
  ): Promise<string> {
    const { body } = await http.read({ path, query, signal, ...limits }).catch((error: unknown) => {
      if (error instanceof ItemGoneError && query['id'] === undefined) throw noApi();
      throw error;
    });
    return body.toString('utf8');
  }

  function openInbox(query: Record<string, string>, signal: AbortSignal): Promise<{ body: AsyncIterable<Buffer> }> {
    return http.open({ path: '/inbox', query, signal, timeoutMs: DOCUMENT_TIMEOUT_MS });
  }

  async function accountStatus(signal: AbortSignal): Promise<Record<string, unknown>> {
    return withOneOf(ACCOUNT, parseObject(await read('/accounts', { a: 'status' }, signal)));
  }

  const unreadCount: EtherFaxClient['unreadCount'] = async (signal, wait) => {
    const query: Record<string, string> = compact({ a: 'unread', wait: wait && String(wait.seconds) });
    const limits = wait === undefined ? {} : { timeoutMs: wait.timeoutMs };
    const count = readCount(parseObject(await read('/inbox', query, signal, limits))['UnreadFaxes']);
    if (count === undefined) throw badAnswer('holds no count of unread faxes');
    return count;
  };

  async function nothingUnread(signal: AbortSignal): Promise<void> {
    if ((await unreadCount(signal)) > 0) throw badAnswer('reports an error');
  }

  return {
    accountStatus,
    unreadCount,

    async list(signal) {
      const answer = parse(await read('/inbox', { a: 'list' }, signal, { maxBytes: MAX_LIST_BYTES }));
      // Anything but an array may be a fault. Read as "nothing unread", it would close faxes that are still open.
      if (!Array.isArray(answer)) throw badAnswer('holds no list');
      return answer as unknown[];
    },

    async get(jobId, { writeDocument, read: readFax, signal }) {
      const { body } = await openInbox({ a: 'get', id: checkedId(jobId) }, signal);
      return readFaxReply(body, writeDocument, (text, hasDocument) =>
        readFax(unlessError(faxOf(text), INBOX_FAX), hasDocument),
      );
    },

    async getNext({ writeDocument, read: readFax, signal }) {
      // A message may be an error, or tell that nothing is unread; the count tells which.
      let askToBelieve: Ping = accountStatus;
      try {
        const { body } = await openInbox({ a: 'getnext', download: '1' }, signal);
        return await readFaxReply(body, writeDocument, (text, hasDocument) => {
          if (isNothing(text)) throw gone();
          const fax = faxOf(text);
          if (isError(fax, INBOX_FAX)) {
            askToBelieve = nothingUnread;
            throw gone();
          }
          return readFax(fax, hasDocument);
        });
      } catch (error) {
        const failure = await meaningOf(error, askToBelieve, signal);
        if (failure instanceof ItemGoneError) return undefined;
        throw failure;
      }
    },

    async received(jobId, signal) {
      const text = (await read('/inbox', { a: 'received', id: checkedId(jobId) }, signal)).trim();
      // A 200 alone would mean "done", but a proxy's or captive portal's HTML page also comes with 200.
      if (text.startsWith('<')) throw notJson();
      if (text.startsWith('{')) faxOf(text);
    },

    async pending(signal) {
      return unlessError(parseObject(await read('/outbox', { a: 'pending' }, signal)), PENDING);
    },

    async postOutbox(form, signal) {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const call = {
        method: 'POST' as const,
        path: '/outbox',
        headers,
        body: form,
        timeoutMs: DOCUMENT_TIMEOUT_MS + form.length / SLOWEST_BYTES_PER_MS,
        once: true,
        signal,
      };
      const { body } = await http.read(call);
      return recordOf(parsed(body.toString('utf8')));
    },

    async status(jobId, signal) {
      return faxOf(await read('/status', { id: checkedId(jobId) }, signal));
    },

    close: () => http.close(),
  };
}

function checkedId(jobId: string): string {
  const id = readJobId(jobId);
  if (id === undefined) throw new ItemGoneError('not an etherFAX job id');
  return id.wire;
}

/** Whether the answer says "nothing unread": it is not documented whether etherFAX then sends `null` or nothing. */
function isNothing(text: string): boolean {
  return ['', 'null'].includes(text.trim());
}

function faxOf(text: string): Record<string, unknown> {
  const fax = parseObject(text);
  if (resultCode(fax) === ITEM_NOT_FOUND) throw gone();
  return fax;
}

/** A gateway's error can be any object, so an answer has to have at least one of the fields that were asked for. */
function withOneOf(names: readonly string[], answer: Record<string, unknown>): Record<string, unknown> {
  if (!names.some((name) => name in answer)) throw badAnswer();
  return answer;
}

/** Whether it is an error with status 2xx: it has a `Message` and none of the fields that were asked for. */
function isError(answer: Record<string, unknown>, names: readonly string[]): boolean {
  return readText(answer['Message']) !== undefined && !names.some((name) => name in answer);
}

function unlessError(answer: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  if (isError(answer, names)) throw badAnswer('reports an error');
  return answer;
}

function parseObject(text: string): Record<string, unknown> {
  return recordOf(parse(text));
}

function recordOf(answer: unknown): Record<string, unknown> {
  if (!isRecord(answer)) throw badAnswer('holds no object');
  return answer;
}

function parse(text: string): unknown {
  const answer = parsed(text);
  if (isRecord(answer) && resultCode(answer) === UNAUTHORIZED) {
    throw new AuthError('the provider refused the login (FaxResult 100)');
  }
  return answer;
}

function parsed(text: string): unknown {
  const answer = parseJson(text);
  if (answer === undefined) throw notJson();
  return answer;
}

function resultCode(answer: Record<string, unknown>): number | undefined {
  return readFaxResult(answer['FaxResult'])?.code;
}

function gone(): ItemGoneError {
  return new ItemGoneError('the provider does not have it (FaxResult 103)');
}

/** For a 404 to a request that names no item, which means that the base URL is wrong. */
function noApi(): ProviderUnavailableError {
  return new ProviderUnavailableError('no etherFAX API answers at this API address: check it', {
    status: 404,
    reason: 'http-404',
  });
}
