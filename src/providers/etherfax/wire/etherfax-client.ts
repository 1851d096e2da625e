import { compact } from '../../../domain/compact';
import { AuthError, ItemGoneError, ProviderUnavailableError } from '../../../domain/errors';
import { isRecord } from '../../../domain/is-record';
import { badAnswer, notJson } from '../../http/bad-answer';
import type { HttpClient } from '../../http/http-client';
import type { WriteDocument } from '../../provider';
import { readFaxReply, type FaxReply } from './fax-reply';
import { ITEM_NOT_FOUND, readFaxResult, UNAUTHORIZED } from '../codec/fax-result';
import { readJobId } from '../codec/job-id';
import { parseJson } from '../../../domain/parse-json';
import { readCount, readText } from '../../json/read-value';
import { meaningOf } from '../../said-gone';

/** The calls of docs/providers.md#etherfax. Each rejects only with a `PushlineError`. */
export interface EtherFaxClient {
  accountStatus(signal: AbortSignal): Promise<Record<string, unknown>>;
  /** How many faxes are unread and not locked. `wait`: hold the answer until one comes, at most so long. */
  unreadCount(signal: AbortSignal, wait?: { seconds: number; timeoutMs: number }): Promise<number>;
  /** Metadata of every unread fax. */
  list(signal: AbortSignal): Promise<unknown[]>;
  get<T>(jobId: string, call: FaxCall<T>): Promise<FaxReply<T>>;
  /** The oldest unread fax, locked for 5 minutes; undefined = nothing unread. */
  getNext<T>(call: FaxCall<T>): Promise<FaxReply<T> | undefined>;
  /** Marks a fax as received. May be repeated; `ItemGoneError` = there is none. */
  received(jobId: string, signal: AbortSignal): Promise<void>;
  /** How many faxes are on their way out: the vendor advises to ask before sending. */
  pending(signal: AbortSignal): Promise<Record<string, unknown>>;
  /** One call attempt, made at once. Never repeat it: only the answer tells whether it was taken. */
  postOutbox(form: string, signal: AbortSignal): Promise<Record<string, unknown>>;
  /** FaxStatus of a sent fax. `ItemGoneError` = none of this id. */
  status(jobId: string, signal: AbortSignal): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

export interface FaxCall<T> {
  writeDocument: WriteDocument;
  /** Sees the answer before its document ends; what it throws refuses the document, too. */
  read: (fax: Record<string, unknown>, hasDocument: boolean) => T;
  signal: AbortSignal;
}

/** Until the headers, and between two pieces of a document. */
const DOCUMENT_TIMEOUT_MS = 120_000;

/** A large fax on a slow line must not run out of time while it is on its way: nobody would know what became of it. */
const SLOWEST_BYTES_PER_MS = 16;

/** A list holds every unread fax: after a long absence some ten thousand. */
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
    return unlessError(parseObject(await read('/accounts', { a: 'status' }, signal)), ['Account', 'Name', 'Ports']);
  }

  return {
    accountStatus,

    async unreadCount(signal, wait) {
      const query: Record<string, string> = compact({ a: 'unread', wait: wait && String(wait.seconds) });
      const limits = wait === undefined ? {} : { timeoutMs: wait.timeoutMs };
      const count = readCount(parseObject(await read('/inbox', query, signal, limits))['UnreadFaxes']);
      if (count === undefined) throw badAnswer('holds no count of unread faxes');
      return count;
    },

    async list(signal) {
      const answer = parse(await read('/inbox', { a: 'list' }, signal, { maxBytes: MAX_LIST_BYTES }));
      // Anything but an array might be a fault, and taken for "nothing unread" it would close open faxes.
      if (!Array.isArray(answer)) throw badAnswer('holds no list');
      return answer as unknown[];
    },

    async get(jobId, { writeDocument, read: readFax, signal }) {
      const { body } = await openInbox({ a: 'get', id: checkedId(jobId) }, signal);
      return readFaxReply(body, writeDocument, (text, hasDocument) => readFax(inboxFaxOf(text), hasDocument));
    },

    async getNext({ writeDocument, read: readFax, signal }) {
      try {
        const { body } = await openInbox({ a: 'getnext', download: '1' }, signal);
        return await readFaxReply(body, writeDocument, (text, hasDocument) => {
          if (isNothing(text)) throw gone();
          return readFax(inboxFaxOf(text), hasDocument);
        });
      } catch (error) {
        const failure = await meaningOf(error, accountStatus, signal);
        if (failure instanceof ItemGoneError) return undefined;
        throw failure;
      }
    },

    async received(jobId, signal) {
      const text = (await read('/inbox', { a: 'received', id: checkedId(jobId) }, signal)).trim();
      // The status alone says "done", but a page of a proxy or portal comes with 200, too.
      if (text.startsWith('<')) throw notJson();
      if (text.startsWith('{')) faxOf(text);
    },

    async pending(signal) {
      const answer = parseObject(await read('/outbox', { a: 'pending' }, signal));
      return unlessError(answer, ['PendingFaxes', 'AvailableChannels']);
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

/** Which of them etherFAX sends is not documented. */
function isNothing(text: string): boolean {
  return ['', 'null'].includes(text.trim());
}

function faxOf(text: string): Record<string, unknown> {
  const fax = parseObject(text);
  if (resultCode(fax) === ITEM_NOT_FOUND) throw gone();
  return fax;
}

function inboxFaxOf(text: string): Record<string, unknown> {
  return unlessError(faxOf(text), ['JobId', 'FaxResult']);
}

/** An error has `Message` in place of what was asked for, also with a good status: it says nothing of that. */
function unlessError(answer: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  if (readText(answer['Message']) && !names.some((name) => name in answer)) throw badAnswer('tells of an error');
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

/** Only an item can be gone; a call that is not there means that the base URL is wrong. */
function noApi(): ProviderUnavailableError {
  return new ProviderUnavailableError('no etherFAX API answers at this API address: check it', {
    status: 404,
    reason: 'http-404',
  });
}
