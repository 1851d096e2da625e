import type { Log } from '../../../src/domain/log';
import type { CallAnswer } from '../../../src/simulator/simulated-provider';
import type { WebhookProblem } from '../webhook/webhook-endpoint';

export interface CallReporterOptions {
  log: Log;
  onProblem: (problem: WebhookProblem | undefined) => void;
}

/** Not our answers: something in front of us, or another server, gives them. */
const FOREIGN_ANSWERS = new Set<CallAnswer>([401, 403, 404]);

/**
 * Tells of a simulated service that does not get through to this Node-RED: receipts and pages would never come, and all
 * would look well. Returns what hears the outcome of each call.
 */
export function callReporter({ log, onProblem }: CallReporterOptions): (answer: CallAnswer) => void {
  let isReached = true;
  let last: CallAnswer | undefined;
  return (answer) => {
    const isSecond = answer === last;
    last = answer;
    const isAnswered = typeof answer === 'number' && !FOREIGN_ANSWERS.has(answer);
    // A connection that is just being closed resets once.
    if (isAnswered === isReached || (answer === 'reset' && !isSecond)) return;
    isReached = isAnswered;
    // A program that embeds Node-RED may mount what the flows serve later: until then nobody is there.
    onProblem(isReached || answer === 404 ? undefined : 'not-reached');
    if (isReached) log.info('the simulator reaches this Node-RED again');
    else
      log.error(
        `the simulator cannot call this Node-RED (${answer}): check uiHost, httpNodeAuth and httpNodeMiddleware`,
      );
  };
}
