import type { ConnectionState } from '../../../src/connection/connection-state';
import { compact } from '../../../src/domain/compact';
import { CancelError, DecideError, NoConnectionError, StoreError, toError } from '../../../src/domain/errors';
import type { SendingNode } from '../../../src/outbox/sending-nodes';
import type { OutboxAccess } from '../../../src/connection/outgoing';
import { isDecision } from '../../../src/outbox/decision';
import { outputOf } from '../../rules/outputs';
import { useConnection, type ConnectionNode, outboxOf, type Taker } from '../connection/connection-node';
import type { Message } from '../node-red';
import { reportMessage } from '../messages';
import { onClose, onInput } from '../safe-handlers';
import { senderStatus, type Latest } from '../statuses/sender-status';
import { jobRequests, type JobRequests, type MakeOrders, type SendingNodeParts } from './job-requests';
import { withOwnBytes } from './own-bytes';
import { typedProperties } from './typed-property';
import { withReport } from './fax-report';

interface Prepared extends JobRequests {
  outbox: OutboxAccess;
}

/**
 * Runs a sending node: makes durable jobs of its input, sends its outputs (accepted, finished), and shows its status.
 */
export function sendingNode(sending: SendingNodeParts, makeOrders: MakeOrders): void {
  const { RED, node, type, config } = sending;
  let state: ConnectionState = { state: 'idle' };
  let latest: Latest | undefined;
  const reportKind = config.report === 'plain' || config.report === 'picture' ? config.report : undefined;
  const show = (next: { state?: ConnectionState; latest?: Latest }): void => {
    state = next.state ?? state;
    latest = next.latest ?? latest;
    node.status(senderStatus(RED, type, state, latest));
  };
  const own = (connection: ConnectionNode): SendingNode =>
    compact({
      id: node.id,
      accepted: (report) => {
        const message = reportMessage(report, connection);
        node.send([report.fax ? { ...message, fax: report.fax } : message]);
      },
      finished: (report) => {
        const skipped = Array<null>(outputOf(report.status.state, config.outputs)).fill(null);
        node.send([...skipped, reportMessage(report, connection)]);
      },
      prepare: reportKind && ((report) => withReport(report, { kind: reportKind, node, connection })),
      progress: (status) => show({ latest: { status, at: Date.now() } }),
    });
  const leave = useConnection(RED, node, config.connection, {
    sendingNode: own,
    show: (next) => show({ state: next }),
  });
  const turns = new Turns();

  onInput(node, async (message) => {
    let end = (): void => undefined;
    const taken = new Promise<void>((resolve) => (end = resolve));
    const taker = outboxOf(RED, config.connection, taken);
    // The message may be refused before `taker` is awaited, and its rejection must not go unobserved.
    taker.catch(() => undefined);
    await take(message, taker).finally(end);
  });

  async function take(message: Message, taker: Promise<Taker>): Promise<void> {
    if (message.cancel !== undefined) return cancel((await taker).outbox, message.cancel);
    if (message.decide !== undefined) return decide((await taker).outbox, message);
    const prepared = prepare(message, taker);
    try {
      await turns.take(prepared, ({ outbox, requests }) => outbox.submitAll(requests));
    } catch (error) {
      // A failure of the connection or the store is shown by their own state, for as long as it lasts.
      const isOfMessage = !(error instanceof NoConnectionError || error instanceof StoreError);
      if (isOfMessage) show({ latest: { refusal: toError(error), at: Date.now() } });
      throw error;
    }
    for (const warning of (await prepared).warnings) node.warn(warning);
  }

  async function prepare(message: Message, taker: Promise<Taker>): Promise<Prepared> {
    // Copied at once: while the connection is awaited, other branches of the flow may write into the message's bytes.
    const properties = typedProperties(sending, withOwnBytes(message));
    const { connection, outbox } = await taker;
    return { outbox, ...(await jobRequests(sending, message, { properties, connection, outbox }, makeOrders)) };
  }
  onClose(node, leave);
}

async function cancel(outbox: OutboxAccess, jobId: unknown): Promise<void> {
  if (typeof jobId !== 'string' || jobId === '') throw new CancelError('msg.cancel must be the id of a job');
  await outbox.cancel(jobId);
}

async function decide(outbox: OutboxAccess, { decide: decision, jobId }: Message): Promise<void> {
  if (!isDecision(decision)) throw new DecideError('msg.decide must be resend, sent or drop');
  if (typeof jobId !== 'string' || jobId === '') throw new DecideError('msg.jobId must be the id of a job');
  await outbox.decide(jobId, decision);
}

/** Keeps the order in which messages came, although one may take longer to prepare than the next. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Calls `act` once `prepared` has resolved and every earlier `act` has begun (it need not have ended) or failed. */
  take<P, R>(prepared: Promise<P>, act: (prepared: P) => Promise<R>): Promise<R> {
    const before = this.#last;
    const turn = Promise.all([prepared, before]).then(([value]) => ({ acting: act(value) }));
    this.#last = Promise.allSettled([before, turn]);
    return turn.then(({ acting }) => acting);
  }
}
