import { readTime } from '../../../domain/provider-time';
import type { FaxStatus } from '../../../domain/fax';
import { isRecord } from '../../../domain/is-record';
import type { Decoded } from '../../provider';
import { IN_PROGRESS, outcomeOf, readFaxResult } from './fax-result';
import { readFaxState, stateInProgress, type EtherFaxState } from './fax-state';
import { faxStatusEvent } from './fax-status-event';
import { readJobId } from './job-id';
import { rawFields } from '../../json/raw-fields';
import { readCount, readText } from '../../json/read-value';

/** Decodes a FaxStatus that was pushed or polled. Never throws. */
export function decodeFaxStatus(data: unknown): Decoded {
  if (!isRecord(data)) return { outcome: 'quarantine', reason: 'FaxStatus is not an object' };
  const jobId = readJobId(data['JobId']);
  if (jobId === undefined) return { outcome: 'quarantine', reason: 'FaxStatus without a usable JobId' };
  const result = readFaxResult(data['FaxResult']);
  const progress = readFaxState(data['State']);
  if (result === undefined && progress === undefined) {
    return { outcome: 'quarantine', reason: 'FaxStatus without FaxResult and State' };
  }
  const raw = rawFields(data);
  if (raw === undefined) return { outcome: 'quarantine', reason: 'FaxStatus is nested too deeply' };

  const direction = directionOf(data, progress);
  const pages = readCount(data[direction === 'in' ? 'PagesReceived' : 'PagesDelivered']);
  const outcome = outcomeOf(result ?? IN_PROGRESS, pages);
  const state = outcome.state === 'in-progress' ? stateInProgress(progress, pages ?? 0) : outcome.state;
  const occurredAt = readTime(data['CompletedOn']);
  const event = faxStatusEvent({ jobId, direction, state, outcome, result, pages, occurredAt, fields: data, raw });
  const correlation = readText(data['Tag']);
  return { outcome: 'events', events: [{ event: correlation ? { ...event, correlation } : event }] };
}

/** A FaxStatus does not state its direction, but only an incoming call can be receiving or have `PagesReceived`. */
function directionOf(data: Record<string, unknown>, progress: EtherFaxState | undefined): FaxStatus['direction'] {
  return progress === 'receiving' || 'PagesReceived' in data ? 'in' : 'out';
}
