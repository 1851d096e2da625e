import type { Log } from '../../../src/domain/log';
import type { CallAnswer } from '../../../src/simulator/simulated-provider';
import type { WebhookProblem } from '../webhook/webhook-endpoint';

export interface CallReporterOptions {
  log: Log;
  onProblem: (problem: WebhookProblem | undefined) => void;
}

/** The webhook never answers with these: they come from something in front of it, or from another server. */
const FOREIGN_ANSWERS = new Set<CallAnswer>([401, 403, 404]);

/**
 * Reports if the simulator cannot call this Node-RED: otherwise receipts and pages would never come, although
 * everything looks fine. Returns the function to call with the outcome of each of the simulator's calls.
 */
export function callReporter({ log, onProblem }: CallReporterOptions): (answer: CallAnswer) => void {
  let isReached = true;
  let last: CallAnswer | undefined;
  return (answer) => {
    const isSecond = answer === last;
    last = answer;
    const isAnswered = typeof answer === 'number' && !FOREIGN_ANSWERS.has(answer);
    // A single reset may come from a keep-alive connection that was just being closed.
    if (isAnswered === isReached || (answer === 'reset' && !isSecond)) return;
    isReached = isAnswered;
    // A program that embeds Node-RED may mount the flows' routes later, so a 404 at first is not a problem to show.
    onProblem(isReached || answer === 404 ? undefined : 'not-reached');
    if (isReached) log.info('the simulator reaches this Node-RED again');
    else
      log.error(
        `the simulator cannot call this Node-RED (${answer}): check uiHost, httpNodeAuth and httpNodeMiddleware`,
      );
  };
}
