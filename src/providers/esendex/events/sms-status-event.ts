import { compact } from '../../../domain/compact';
import type { EventOf } from '../../../domain/events';
import { isFinalSmsState, smsStateRank, type SmsState, type SmsStatus } from '../../../domain/sms';
import type { EsendexId } from '../wire/wire-values';

import type { Fields } from '../wire/fields';

export interface StatusFacts {
  messageId: EsendexId;
  state: SmsState;
  /** The provider's own name for the state. */
  name: string;
  failure?: SmsStatus['failure'] | undefined;
  occurredAt: string | undefined;
  raw: Record<string, unknown>;
}

/** The event of a status, the same for all of Esendex's protocols. */
export function smsStatusEvent(facts: StatusFacts): EventOf<'sms.status'> {
  const { messageId, state, name, failure, occurredAt, raw } = facts;
  const final = isFinalSmsState(state);
  const code = failure?.code;
  return compact({
    kind: 'sms.status',
    keyId: `${messageId.key}:${state}`,
    providerId: messageId.wire,
    payload: compact({
      id: messageId.key,
      providerId: messageId.wire,
      state,
      final,
      success: final ? state === 'delivered' : undefined,
      retryable: isRetryable(state, failure),
      occurredAt,
      result: compact({ code, name }),
      failure,
    }),
    occurredAt,
    progress: { subject: messageId.key, attempt: 1, rank: smsStateRank(state), pages: 0, final },
    raw,
  });
}

/**
 * Sending again costs money, so only if it may help: the phone was off too long, or
 * Esendex calls the failure temporary.
 */
function isRetryable(state: SmsState, failure: SmsStatus['failure']): boolean {
  if (state !== 'failed' && state !== 'expired') return false;
  return failure?.permanent === undefined ? state === 'expired' : !failure.permanent;
}

/** Reads a FailureReason. Each protocol has other names for code, text and permanence. Throws `Unintelligible`. */
export function readFailure(reason: Fields | undefined, detail?: string): SmsStatus['failure'] {
  const code = readInteger(reason?.text('code'));
  const text = reason?.text('detail') ?? reason?.text('description') ?? detail;
  const retryable = readBoolean(reason?.text('retryable'));
  const permanent = readBoolean(reason?.text('permanentfailure')) ?? (retryable === undefined ? undefined : !retryable);
  if (code === undefined && permanent === undefined && (text ?? '') === '') return undefined;
  return compact({
    code,
    detail: text || undefined,
    permanent,
  });
}

function readInteger(value: string | undefined): number | undefined {
  const text = value?.trim() ?? '';
  return /^-?\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function readBoolean(value: string | undefined): boolean | undefined {
  const text = value?.trim().toLowerCase();
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : undefined;
}
