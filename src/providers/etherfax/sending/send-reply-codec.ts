import { compact } from '../../../domain/compact';
import type { ProviderEvent } from '../../../domain/events';
import type { SendResult } from '../../provider';
import { decodeFaxStatus } from '../codec/fax-status-codec';
import { IN_PROGRESS, outcomeOf, readFaxResult, UNAUTHORIZED } from '../codec/fax-result';
import { readJobId } from '../codec/job-id';
import { rawFields } from '../../json/raw-fields';
import { readText } from '../../json/read-value';

const NO_CHANNEL = [12, 13];

/**
 * Decodes the answer to `POST /outbox`. `InProgress` or `Success` with a job id: etherFAX took the job.
 * Any other result is final, and no call was made. A success without a job id, or an answer without any
 * of these fields, proves nothing.
 */
export function decodeSendReply(reply: Record<string, unknown>): SendResult {
  const result = readFaxResult(reply['FaxResult']);
  const jobId = readJobId(reply['JobId']);
  if (result === undefined) return withoutResult(reply, jobId?.wire);
  if (jobId !== undefined && (result.code === IN_PROGRESS.code || result.code === 0)) {
    return { outcome: 'accepted', providerId: jobId.wire, ...statusOf(reply, result.code) };
  }
  if (result.code === IN_PROGRESS.code || result.code === 0) return { outcome: 'unknown' };
  if (result.code === UNAUTHORIZED) return { outcome: 'held', reason: 'auth' };
  if (NO_CHANNEL.includes(result.code ?? -1)) return { outcome: 'not-now', reason: 'busy' };
  // No call was made, so even a result that is not in our table means that no page was sent.
  const { cause, retryable } = outcomeOf(result, 0);
  const raw = rawFields(reply);
  return compact({ outcome: 'refused', verdict: { cause, retryable, result }, raw });
}

/** An error has `Message` instead of a result. It is `isBare`, because a gateway's answer may look the same. */
function withoutResult(reply: Record<string, unknown>, jobId: string | undefined): SendResult {
  if (jobId !== undefined) return { outcome: 'accepted', providerId: jobId };
  const message = readText(reply['Message']);
  if (message === undefined || message === '') return { outcome: 'unknown' };
  return { outcome: 'refused', verdict: { cause: 'bad-options', retryable: false, message }, isBare: true };
}

function statusOf(reply: Record<string, unknown>, code: number | undefined): { status?: ProviderEvent } {
  if (code === IN_PROGRESS.code) return {};
  const decoded = decodeFaxStatus(reply);
  const [incoming] = decoded.outcome === 'events' ? decoded.events : [];
  return incoming ? { status: incoming.event } : {};
}
