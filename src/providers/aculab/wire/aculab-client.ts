import { ConfigError, ItemGoneError, ProviderRefusedError, ProviderUnavailableError } from '../../../domain/errors';
import type { HttpCall, HttpClient, HttpReply } from '../../http/http-client';
import { readFileList, type StoredFile } from './file-list-codec';
import { readInstanceId } from '../wire/wire-values';
import { readInterruption, type Interruption } from './interruption-codec';
import { multipartForm } from './multipart-form';
import { badAnswer } from '../../http/bad-answer';
import { isHtml } from '../../http/is-html';
import { startingWith } from '../../http/starting-with';
import { meaningOf } from '../../said-gone';
import { isRefusal, readJson, readObject } from './read-json';
import { readFlag, readText } from '../../json/read-value';
import { readStoredName } from './stored-name';

/** The requests of docs/providers.md#aculab-cloud. Each rejects only with a `PushlineError`. */
export interface AculabClient {
  /** Resolves when Aculab accepts the login and the TLS version. */
  protocolCheck(signal: AbortSignal): Promise<void>;
  /** Makes the service dial. Never repeat it: only the answer tells whether it will. Uses the service's own login. */
  startService(call: ServiceCall, signal: AbortSignal): Promise<void>;
  /** Whether the application has ended. Rejects with `ItemGoneError` when Aculab does not know it. */
  applicationStatus(instanceId: string, signal: AbortSignal): Promise<{ hasEnded: boolean }>;
  /** Ends a call. */
  interrupt(instanceId: string, signal: AbortSignal): Promise<Interruption>;
  /** The TIFFs of the media store. */
  listFiles(signal: AbortSignal): Promise<StoredFile[]>;
  /**
   * Rejects with `ItemGoneError` when the file is not there, or empty, which a new one may be for some seconds. Whoever
   * does not read all of it has to call `return`, which gives the connection back.
   */
  openFile(name: string, signal: AbortSignal): Promise<AsyncGenerator<Buffer, void, undefined>>;
  writeFile(file: { name: string; bytes: Buffer; encrypted: boolean }, signal: AbortSignal): Promise<void>;
  /**
   * Safe to repeat. Rejects with `ItemGoneError` on a 404, which may also come from a gateway, so
   * the caller has to check the list.
   */
  deleteFile(name: string, signal: AbortSignal): Promise<void>;
  /** Sends one SMS; resolves with its `msg_ref`. Never repeat it: only the answer tells whether it was taken. */
  sendMessage(message: WireMessage, signal: AbortSignal): Promise<string>;
  close(): Promise<void>;
}

export interface ServiceCall {
  /** International digits without `+`. */
  to: string;
  from: string;
  /** Aculab sends it back with every page of the call. */
  token: string;
}

export interface WireMessage {
  /** International digits without `+`. */
  to: string;
  from: string;
  content: string;
  /** The URL for the receipts. */
  statusPage: string;
}

/** The longest wait for the headers, and between two chunks of a document. */
const DOCUMENT_TIMEOUT_MS = 120_000;
/** Enough even for a media store that is never cleaned up. */
const MAX_LIST_BYTES = 16 * 1024 * 1024;
/** The status of an answer whose body has one of the vendor's codes for a refusal. */
const REFUSALS = [400];
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** `serviceAuthorization` is for starting the outbound service; undefined when none is set. */
export function createAculabClient(http: HttpClient, serviceAuthorization: string | undefined): AculabClient {
  type Limits = Pick<HttpCall, 'maxBytes' | 'headers' | 'once'>;

  async function ask(
    path: string,
    fields: Record<string, string>,
    signal: AbortSignal,
    limits: Limits = {},
  ): Promise<HttpReply> {
    const body = new URLSearchParams(fields).toString();
    const call = { method: 'POST', path, body, signal, refusals: REFUSALS, ...limits } as const;
    return http.read({ ...call, headers: { ...FORM, ...limits.headers } });
  }

  async function protocolCheck(signal: AbortSignal): Promise<void> {
    const { pass } = readObject(await ask('/security/protocol_check', {}, signal).catch(noService));
    if (pass !== undefined && !readFlag(pass)) {
      throw new ProviderRefusedError('the provider considers this connection too weak: TLS 1.2 or 1.3 is needed');
    }
  }

  async function askAbout(path: string, fields: Record<string, string>, signal: AbortSignal): Promise<HttpReply> {
    return ask(path, fields, signal).catch(async (error: unknown) => {
      throw await meaningOf(error, protocolCheck, signal);
    });
  }

  return {
    protocolCheck,

    async startService({ to, from, token }, signal) {
      if (serviceAuthorization === undefined) throw new ConfigError('Outbound service: needed for sending');
      const call = { to: `tel:${to}`, from, token };
      const headers = { authorization: serviceAuthorization };
      const reply = await ask('/service_start', { rest_calls: JSON.stringify(call) }, signal, { headers, once: true });
      const references = readJson(reply);
      if (!Array.isArray(references) || references.length === 0) throw badAnswer();
    },

    async applicationStatus(instanceId, signal) {
      const id = readInstanceId(instanceId);
      if (id === undefined) throw new ItemGoneError('not an application instance of Aculab');
      const { adr } = readObject(await askAbout('/application_status', { application_instance_id: id }, signal));
      if (typeof adr !== 'object' || adr === null) throw badAnswer();
      const stopped = 'stop_time' in adr ? readText(adr.stop_time) : undefined;
      return { hasEnded: stopped !== undefined && !/^[\s0]*$/.test(stopped) };
    },

    async interrupt(instanceId, signal) {
      const id = readInstanceId(instanceId);
      if (id === undefined) throw new ItemGoneError('not an application instance of Aculab');
      const answer = readObject(await askAbout('/rest_interrupt', { application_instance_ids: id }, signal));
      const interruption = readInterruption(answer[id]);
      if (interruption === undefined) throw badAnswer();
      return interruption;
    },

    async listFiles(signal) {
      const limits = { maxBytes: MAX_LIST_BYTES };
      const reply = await ask('/file_list', { filetype: 'media' }, signal, limits).catch(noService);
      const files = readFileList(readJson(reply));
      // An error read as an empty list would make us forget the keys of faxes that are still stored.
      if (files === undefined) throw badAnswer();
      return files;
    },

    async openFile(name, signal) {
      const body = new URLSearchParams({ filetype: 'media', filename: checkedName(name) }).toString();
      const timeoutMs = DOCUMENT_TIMEOUT_MS;
      const call = { method: 'POST' as const, path: '/file_get', headers: FORM, body, timeoutMs, signal };
      const { contentType, body: bytes } = await http.open(call);
      const first = await bytes.next();
      if (first.done) throw new ItemGoneError('the file is empty');
      // An error message or a proxy's HTML page also comes with 200.
      const isText = /^(?:text\/|application\/(?:[^;]+\+)?(?:json|xml)\b)/i.test(contentType ?? '');
      if (!isText && !isHtml(first.value)) return startingWith(first.value, bytes);
      await bytes.return();
      throw badAnswer();
    },

    async writeFile({ name, bytes, encrypted }, signal) {
      const filename = checkedName(name);
      const fields = { filetype: 'media', filename, encrypted: String(encrypted) };
      const { contentType, body } = multipartForm(fields, { filename: filename.replace(/^\//, ''), bytes });
      const headers = { 'content-type': contentType };
      const call = { method: 'POST', path: '/file_write', headers, body, signal, refusals: REFUSALS } as const;
      readErrorOf(await http.read({ ...call, timeoutMs: DOCUMENT_TIMEOUT_MS }));
    },

    async deleteFile(name, signal) {
      readErrorOf(await ask('/file_delete', { filetype: 'media', filename: checkedName(name) }, signal));
    },

    async sendMessage({ to, from, content, statusPage }, signal) {
      const fields = { to, from, content, request_delivery_report: 'true', status_page: statusPage };
      const answer = readObject(await ask('/msg_send', fields, signal, { once: true }));
      const reference = readText(answer['msg_ref'])?.trim() ?? '';
      if (reference === '') throw badAnswer();
      return reference;
    },

    close: () => http.close(),
  };
}

function checkedName(name: string): string {
  const usable = readStoredName(name);
  if (usable === undefined) throw new ItemGoneError('not a file of the media store');
  return usable;
}

/** The answer to a success is not documented here, so anything counts as one but an error or a gateway's HTML page. */
function readErrorOf(reply: HttpReply): void {
  const isSaid = isHtml(reply.body) || /^\s*[[{"<]/.test(reply.body.toString('latin1'));
  if (isRefusal(reply.status) || isSaid) readJson(reply);
}

/** For a 404 to a request that names no item, which means that the base URL is wrong. */
function noService(error: unknown): never {
  if (!(error instanceof ItemGoneError)) throw error;
  throw new ProviderUnavailableError('no web services of Aculab answer at this API address: check it', {
    status: 404,
    reason: 'http-404',
  });
}
