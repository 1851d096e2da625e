import { compact } from '../../domain/compact';
import { FAX_STATE, resultOnWire } from './fax-results';
import type { OutboxJob } from './simulated-outbox';
import type { WireBehaviour } from './wire-behaviour';
import { wireDate } from './wire-date';

const SECONDS_A_PAGE = 20;
const SPEED = 14_400;

/** The vendor's FaxStatus. */
export function faxStatus(job: OutboxJob, behaviour: WireBehaviour): Record<string, unknown> {
  const connected = job.state === FAX_STATE.Sending || job.pagesDelivered > 0;
  return compact({
    FaxResult: resultOnWire(job.result, behaviour.results),
    State: job.state,
    JobId: job.jobId,
    PagesDelivered: job.pagesDelivered,
    ConnectTime: job.pagesDelivered * SECONDS_A_PAGE,
    ConnectSpeed: connected ? SPEED : 0,
    RemoteId: connected ? 'SIMULATED FAX' : '',
    Tag: job.tag,
    CompletedOn: job.completedAt === undefined ? undefined : wireDate(job.completedAt, behaviour.dates),
  });
}
