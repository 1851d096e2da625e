import type { Clock } from '../../../domain/clock';
import { compact } from '../../../domain/compact';
import {
  AuthError,
  BadDocumentError,
  BadInputError,
  ConfigError,
  ItemGoneError,
  ProviderRefusedError,
  PushlineError,
} from '../../../domain/errors';
import type { FaxOrder } from '../../../domain/job';
import { documentOf, LOST_DOCUMENT } from '../../document-of';
import { sendFailure } from '../../http/send-failure';
import type { FaxService, OutgoingCall, SendResult, Verdict } from '../../provider';
import type { AculabClient } from '../wire/aculab-client';
import { wireNumber } from '../wire/wire-values';
import type { CallRow } from './call-row';
import type { CallStore } from './call-store';
import { cancelCall, withholdCancelled, withholdFax } from './cancel-call';
import { encryptFax, freshCipher } from '../wire/fax-cipher';
import { faxStatusEvent } from './fax-status-event';
import { lookAtCall } from './look-at-calls';
import { openPages } from '../wire/page-addresses';
import { freshUploadName } from '../wire/stored-name';

export interface FaxServiceOptions {
  client: AculabClient;
  calls: CallStore;
  clock: Clock;
  country: string;
  encrypt: boolean;
  /** Whether an outbound service is set, without which Aculab makes no calls. */
  hasService: boolean;
  /** The public address of our pages. Throws `ConfigError` when there is none. */
  pagesUrl: () => string;
  /** Aborted when the connection closes. */
  closing: AbortSignal;
}

/**
 * Sends faxes: uploads the document to the media store, starts the service, which dials, and hands over the fax when
 * the call requests our first page. The provider id is our correlation value, because Aculab tells its own id of a
 * call only in the call's pages.
 */
export function createFaxService(options: FaxServiceOptions): FaxService {
  const { client, calls, clock, country, hasService } = options;
  return {
    check(order) {
      if (!hasService) {
        throw new ConfigError('Outbound service: needed in the connection, because Aculab sends no faxes without one');
      }
      check(order);
    },

    async send(outgoing, signal) {
      // The settings may have changed since `check`.
      if (!hasService || openPages(options.pagesUrl) === undefined) return { outcome: 'not-now', reason: 'down' };
      const prepared = await prepare(outgoing, options, signal);
      if (!('token' in prepared)) return prepared;
      const { token, to, from } = prepared;
      // The user may have cancelled the job during the upload.
      if ((await calls.get(token))?.outcome) return CANCELLED;
      try {
        await client.startService({ to, from, token }, signal);
        return { outcome: 'accepted', providerId: token };
      } catch (error) {
        const result = ofFaxesOnly(sendFailure(error));
        if (result.outcome === 'unknown') return result;
        // The outbox may dial again after this, so the call must not get the fax if it comes about after all. If the
        // store fails here, the page cannot be served either.
        const isWithheld = await withholdFax(token, calls).catch(() => true);
        return isWithheld ? result : { outcome: 'accepted', providerId: token };
      }
    },

    async status(providerId, signal) {
      const call = await lookAtCall(providerId, { ...options, accept: () => Promise.resolve() }, signal);
      if (!call) throw new ItemGoneError('no such call');
      return faxStatusEvent(call, { country, wall: clock.wall(), raw: {} });
    },

    /** Neither a call that has requested one of our pages nor one that was cancelled before is dialled again. */
    async findSent({ correlation }) {
      const call = await calls.get(correlation);
      const isKnown = call?.instanceId !== undefined || call?.outcome?.state === 'cancelled';
      return isKnown ? { outcome: 'found', providerId: correlation } : { outcome: 'not-found' };
    },

    cancel: (providerId, signal) => cancelCall(providerId, options, signal),
    withhold: (correlation) => withholdCancelled(correlation, options),
  };
}

const CANCELLED: SendResult = { outcome: 'refused', verdict: { cause: 'cancelled', retryable: false } };

/** A refused login here blocks only faxes: the service has its own password, which SMS do not need. */
function ofFaxesOnly(result: SendResult): SendResult {
  return result.outcome === 'held' && result.reason === 'auth' ? { ...result, only: 'fax' } : result;
}

/** Stores the call's row before its file is uploaded, so that `tidyUploads` never takes the file for an orphan. */
async function prepare(
  outgoing: OutgoingCall<FaxOrder>,
  { client, calls, clock, encrypt }: FaxServiceOptions,
  signal: AbortSignal,
): Promise<CallRow | SendResult> {
  try {
    const document = await documentOf(outgoing);
    if (document === undefined) return refused(LOST_DOCUMENT);
    const { order, correlation: token } = outgoing;
    const now = clock.now();
    const cipher = encrypt ? freshCipher() : undefined;
    const file = freshUploadName(token);
    const call: CallRow = compact({
      id: token,
      epoch: 0,
      direction: 'out',
      token,
      state: 'accepted',
      isFaxing: false,
      answers: {},
      to: wireNumber(order.to) ?? '',
      from: wireNumber(order.from) ?? '',
      file,
      fileAt: clock.wall(),
      cipher,
      startedAt: now,
      movedAt: now,
    });
    // A row exists only if this call was begun before, in which case it may already have been dialled.
    if (!(await calls.put(call, undefined))) return { outcome: 'unknown' };
    const bytes = cipher ? encryptFax(document, cipher) : document;
    await client.writeFile({ name: file, bytes, encrypted: cipher !== undefined }, signal);
    return call;
  } catch (error) {
    await withholdFax(outgoing.correlation, calls).catch(() => undefined);
    return notDialled(error);
  }
}

/** The result of a failure before dialling, which is therefore never unknown. */
function notDialled(error: unknown): SendResult {
  if (error instanceof BadDocumentError) return refused(error.message);
  if (!(error instanceof PushlineError)) throw error;
  const result = sendFailure(error);
  if (error instanceof AuthError || result.outcome === 'held') return result;
  if (error instanceof ProviderRefusedError)
    return refused('the provider did not accept the document', resultOf(result));
  return result.outcome === 'not-now' ? result : { outcome: 'not-now', reason: 'down' };
}

function refused(message: string, result?: Verdict['result']): SendResult {
  return {
    outcome: 'refused',
    verdict: compact({ cause: 'bad-document', retryable: false, message, result }),
  };
}

function resultOf(sent: SendResult): Verdict['result'] {
  return sent.outcome === 'refused' ? sent.verdict.result : undefined;
}

function check({ to, from, header, stationId, timezone, documents }: FaxOrder): void {
  if (wireNumber(to) === undefined) throw new BadInputError('To: write it with + and country code');
  if (wireNumber(from) === undefined) {
    throw new BadInputError('Caller id: needs a number validated at Aculab, with + and country code');
  }
  const fixed = { 'Header line': header, 'Station id': stationId, 'Time zone': timezone };
  for (const [field, value] of Object.entries(fixed)) {
    if (value !== '') throw new BadInputError(`${field}: Aculab has it on the service, so it must be empty`);
  }
  if (documents.length === 0) throw new BadDocumentError('a document is needed');
  if (documents.some(({ type }) => type !== 'image/tiff')) {
    throw new BadDocumentError('Aculab accepts only TIFF: convert the document first');
  }
}
