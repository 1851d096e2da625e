import { compact } from '../../../src/domain/compact';
import { toIso, type Clock } from '../../../src/domain/clock';
import type { Job } from '../../../src/domain/job';

/** What came back to an own number. */
export interface CameBack {
  at: string;
  pages?: number;
}

/** How far a test is: `at` in ISO 8601; a step that has not been reached is absent. */
export interface TestView {
  job: string;
  kind: 'fax' | 'sms';
  /** Where it stands now, as `fax status` and the like have it. */
  state: string;
  cause?: string;
  done: boolean;
  steps: {
    taken: string;
    accepted?: string;
    ended?: string;
    /** It arrived at the same account. */
    received?: string;
    /** Are the pages that came those that went? Absent: there are none to compare. */
    compared?: 'same' | 'other';
  };
}

/** From what is stored, so that it is true after a restart as well. */
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
