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
  /** The absolute address of our pages, without a slash at the end. */
  pagesUrl: string;
  /** For an inbound call that begins now. Without a cipher its fax is stored unencrypted. */
  fresh: { token: string; cipher?: FaxCipher };
  /** For an outbound call's first page: whether this call has the right to transmit (`CallPageContext.mayTransmit`). */
  mayTransmit: boolean;
}

/** The events must be durable before `call` is, and both before `answer` is sent. */
export interface Step {
  /** Replaces the row; undefined leaves it as it is. */
  call?: CallRow;
  events: ProviderEvent[];
  answer: WebhookAnswer;
}

type FirstPage = Extract<CallPage, { page: 'first' }>;

/**
 * Our calls have a single action, so more pages than this are an attack: they are answered, but the answers not kept.
 */
const MAX_ANSWERS = 16;

const NO_EFFECT: Step = { events: [], answer: NO_ACTION };

/** Like `NO_EFFECT`, but for a call of ours: repeats the token by which we recognise the call's later pages. */
const withoutEffect = ({ token }: CallRow): Step => ({ events: [], answer: endAnswer(token) });

/**
 * Decides how a page changes its call and how it is answered. Pure. A page of a call that is not ours has no effect; a
 * repeated page gets the same answer and causes no further event.
 */
export function nextStep(call: CallRow | undefined, page: CallPage, context: StepContext): Step {
  const step = stepOf(call, page, context);
  return page.isNotification ? { ...step, answer: NOTED } : step;
}

function stepOf(call: CallRow | undefined, page: CallPage, context: StepContext): Step {
  // We cannot control a call by the answer to a notification, so no fax can begin with it.
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
  // These pages always get the same answer, so it need not be stored, nor the row if nothing is new.
  return events.length > 0 ? { call: next, events, answer } : { events, answer };
}

/**
 * A page with another call's token is forged. A missing one is accepted, because it is
 * not known that all pages have it.
 */
function isOf(call: CallRow, { instanceId, token, call: info }: CallPage): boolean {
  if (call.instanceId !== undefined && call.instanceId !== instanceId) return false;
  if (token !== undefined && token !== call.token) return false;
  return info?.direction === undefined || info.direction === call.direction;
}

/** The first page of an inbound call. */
function received(page: FirstPage, { pagesUrl, fresh, now, wall, country }: StepContext): Step {
  // An outbound call that we did not start belongs to another application.
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

/** The first page of our outbound call, which has just been answered: only here can the fax be handed over. */
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
