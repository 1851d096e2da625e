import { compact } from '../../../domain/compact';
import type { ProviderEvent } from '../../../domain/events';
import type { WebhookAnswer } from '../../../domain/webhook';
import type { CallRow } from '../call/call-row';
import type { FaxCipher } from '../wire/fax-cipher';
import { faxStatusEvent } from '../call/fax-status-event';
import { followPage, type FollowContext } from '../call/follow-call';
import { endAnswer, NO_ACTION, NOTED, receiveAnswer, sendAnswer } from './page-answer';
import type { CallPage } from '../call/call-page';

export interface StepContext extends FollowContext {
  /** Our pages, absolute, without a slash at the end. */
  pagesUrl: string;
  /** For an inbound call that begins now; no cipher: it is stored as it comes. */
  fresh: { token: string; cipher?: FaxCipher };
  /** Of an outbound call's first page: was the job made this call's, by compare-and-set? True again for the same call. */
  mayTransmit: boolean;
}

/** The events must be durable before `call` is, and both before `answer` is given. */
export interface Step {
  /** To be put in place of the row; undefined = it stays. */
  call?: CallRow;
  events: ProviderEvent[];
  answer: WebhookAnswer;
}

type FirstPage = Extract<CallPage, { page: 'first' }>;

/** Our calls have one action, so more is an attack: such a page is answered all the same, and its answer not kept. */
const MAX_ANSWERS = 16;

const NO_EFFECT: Step = { events: [], answer: NO_ACTION };

/** As `NO_EFFECT`, of a call of ours: its later pages are known by the token that it was answered with last. */
const withoutEffect = ({ token }: CallRow): Step => ({ events: [], answer: endAnswer(token) });

/**
 * What a page makes of its call. Pure. A page of a call that is not ours has no effect; a repeated one gets the same
 * bytes and tells nothing again.
 */
export function nextStep(call: CallRow | undefined, page: CallPage, context: StepContext): Step {
  const step = stepOf(call, page, context);
  return page.isNotification ? { ...step, answer: NOTED } : step;
}

function stepOf(call: CallRow | undefined, page: CallPage, context: StepContext): Step {
  // Its answer steers nothing, so nothing can begin with it.
  if (page.page === 'first' && page.isNotification) return NO_EFFECT;
  if (!call) return page.page === 'first' ? received(page, context) : NO_EFFECT;
  if (!isOf(call, page)) return NO_EFFECT;
  const known = call.answers[answerKey(page)];
  if (known) return { events: [], answer: known };
  if (page.page === 'first') return transmitting(call, page, context);
  const isEnd = page.page === 'final' || page.page === 'error';
  if (!isEnd && !call.isFaxing) return withoutEffect(call);
  const { call: next, events } = followPage(call, page, context);
  const answer = endAnswer(call.token);
  const isVerdict = page.page === 'next' && page.result !== undefined;
  if (isEnd || isVerdict) return { call: withAnswer(next, page, answer), events, answer };
  // These are always answered alike, and what is no news need not be written.
  return events.length > 0 ? { call: next, events, answer } : { events, answer };
}

/** A token of another call makes a forgery. One that is missing does not: whether every page has it was never seen. */
function isOf(call: CallRow, { instanceId, token, call: info }: CallPage): boolean {
  if (call.instanceId !== undefined && call.instanceId !== instanceId) return false;
  if (token !== undefined && token !== call.token) return false;
  return info?.direction === undefined || info.direction === call.direction;
}

/** A call comes in. */
function received(page: FirstPage, { pagesUrl, fresh, now, wall, country }: StepContext): Step {
  // Outbound calls that we did not start are another application's.
  if (page.call?.direction !== 'in') return NO_EFFECT;
  const { instanceId, raw } = page;
  const call: CallRow = compact({
    id: instanceId,
    instanceId,
    epoch: 0,
    direction: 'in',
    token: fresh.token,
    from: page.call.from,
    to: page.call.to,
    state: 'accepted',
    isFaxing: true,
    cipher: fresh.cipher,
    startedAt: now,
    movedAt: now,
    answers: {},
  });
  const answer = receiveAnswer(call, pagesUrl);
  const events = [faxStatusEvent(call, { wall, country, raw })];
  return { call: withAnswer(call, page, answer), events, answer };
}

/** Our call has been answered: the one moment at which the fax may be given. */
function transmitting(call: CallRow, page: FirstPage, context: StepContext): Step {
  const { direction, file, outcome, endedAt } = call;
  const isOver = outcome !== undefined || endedAt !== undefined;
  if (direction !== 'out' || file === undefined || isOver || !context.mayTransmit) return withoutEffect(call);
  const { now, wall, country, pagesUrl } = context;
  const next: CallRow = {
    ...call,
    instanceId: page.instanceId,
    state: 'dialing',
    isFaxing: true,
    movedAt: now,
  };
  const answer = sendAnswer(next, file, pagesUrl);
  const events = [faxStatusEvent(next, { wall, country, raw: page.raw })];
  return { call: withAnswer(next, page, answer), events, answer };
}

function withAnswer(call: CallRow, page: CallPage, answer: WebhookAnswer): CallRow {
  if (Object.keys(call.answers).length >= MAX_ANSWERS) return call;
  return { ...call, answers: { ...call.answers, [answerKey(page)]: answer } };
}

function answerKey(page: CallPage): string {
  const id = 'result' in page ? (page.result?.id ?? '') : '';
  return `${page.page}:${id.slice(0, 100)}`;
}
