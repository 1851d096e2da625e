import { compact } from '../../../src/domain/compact';
import { toIso, type Clock } from '../../../src/domain/clock';
import type { Job } from '../../../src/domain/job';

/** A test that came back to a number of the same account. */
export interface CameBack {
  at: string;
  pages?: number;
}

/** How far a test is. Times are in ISO 8601; a step that has not been reached is absent. */
export interface TestView {
  job: string;
  kind: 'fax' | 'sms';
  /** The state of the job's status. */
  state: string;
  cause?: string;
  done: boolean;
  steps: {
    taken: string;
    accepted?: string;
    ended?: string;
    /** When it came back to the same account. */
    received?: string;
    /** Whether the number of pages received is the number sent; absent if they cannot be compared. */
    compared?: 'same' | 'other';
  };
}

/** Read from the stored job, so that it is still right after a restart. */
export function testView(job: Job, cameBack: CameBack | undefined, clock: Clock): TestView {
  const { id, order, status, state, submittedAt, acceptedAt, finishedAt } = job;
  const at = (time: number): string => toIso(clock.wallAt(time));
  const cause = 'cause' in status && status.cause !== 'none' ? status.cause : undefined;
  return compact({
    job: id,
    kind: order.kind,
    state: status.state,
    cause,
    done: state === 'finished',
    steps: compact({
      taken: at(submittedAt),
      accepted: acceptedAt === undefined ? undefined : at(acceptedAt),
      ended: finishedAt === undefined ? undefined : toIso(finishedAt),
      received: cameBack?.at,
      compared: compared(job, cameBack?.pages),
    }),
  });
}

function compared({ order }: Job, pages: number | undefined): 'same' | 'other' | undefined {
  if (order.kind !== 'fax' || order.pages === undefined || pages === undefined) return undefined;
  return pages === order.pages ? 'same' : 'other';
}
