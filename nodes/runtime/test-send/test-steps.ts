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
  return {
    ...{ job: id, kind: order.kind, state: status.state },
    ...(cause !== undefined && { cause }),
    done: state === 'finished',
    steps: {
      taken: at(submittedAt),
      ...(acceptedAt !== undefined && { accepted: at(acceptedAt) }),
      ...(finishedAt !== undefined && { ended: toIso(finishedAt) }),
      ...(cameBack && { received: cameBack.at, ...compared(job, cameBack) }),
    },
  };
}

function compared({ order }: Job, { pages }: CameBack): { compared?: 'same' | 'other' } {
  if (order.kind !== 'fax' || order.pages === undefined || pages === undefined) return {};
  return { compared: pages === order.pages ? 'same' : 'other' };
}
