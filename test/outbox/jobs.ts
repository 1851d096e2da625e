import assert from 'node:assert/strict';
import { scopeOf } from '../../src/domain/event-key';
import type { FaxStatus } from '../../src/domain/fax';
import { isFaxJob, type FaxJob, type FaxOrder, type Job, type SmsJob, type SmsOrder } from '../../src/domain/job';
import type { SmsStatus } from '../../src/domain/sms';
import { newJob, type SubmitRequest } from '../../src/outbox/new-job';
import { FakeClock } from '../support/fake-clock';

const SCOPE = scopeOf('etherfax', 'efax-0000-0000');

export const faxOrder = (more: Partial<FaxOrder> = {}): FaxOrder => ({
  kind: 'fax',
  to: '+15005550001',
  ...{ from: '', header: '', stationId: '', timezone: '', quality: 'fine', attempts: 3, pages: 2 },
  documents: [{ file: 'a.tif', type: 'image/tiff', filename: 'fax.tif', size: 3, sha256: 'ab' }],
  ...more,
});

export const smsOrder = (more: Partial<SmsOrder> = {}): SmsOrder => ({
  kind: 'sms',
  to: '+447700900001',
  ...{ from: '', text: 'The parcel is here', characterset: 'Auto', validity: 0 },
  ...more,
});

export const request = (more: Partial<SubmitRequest> = {}): SubmitRequest => ({
  node: 'node-1',
  order: faxOrder(),
  giveUpMinutes: 60,
  saved: { topic: 'a' },
  live: { topic: 'a' },
  ...more,
});

export const job = (more: Partial<SubmitRequest> = {}, clock = new FakeClock()): Job =>
  newJob(request(more), { scope: SCOPE, connection: 'connection-1', clock });

export function fax(of: Job): FaxJob {
  assert(isFaxJob(of));
  return of;
}

export function sms(of: Job): SmsJob {
  assert(!isFaxJob(of));
  return of;
}

export const faxTold = (more: Partial<FaxStatus>): FaxStatus => ({
  ...{ id: 'x', direction: 'out', state: 'dialing', final: false, cause: 'none', retryable: false, attempt: 1 },
  ...more,
});

export const smsTold = (more: Partial<SmsStatus>): SmsStatus => ({
  ...{ id: 'x', state: 'sent', final: false, retryable: false },
  ...more,
});

export function faxStatus({ status }: Job): FaxStatus {
  assert('direction' in status);
  return status;
}
