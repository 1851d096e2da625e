import { createHash } from 'node:crypto';
import { BadInputError } from '../../../src/domain/errors';
import { faxOrders } from '../../fax-send/fax-order';
import { smsOrders } from '../../sms-send/sms-order';
import type { ConnectionNode } from '../connection/connection-node';
import { withDefaults } from '../../rules/defaults';
import { jobRequests, type SendingNodeParts } from '../sending/job-requests';
import type { NodeRed } from '../node-red';
import { documentRoots, storeFolder } from '../settings/settings-file';
import { typedProperties } from '../sending/typed-property';

export interface TestOrder {
  kind: 'fax' | 'sms';
  /** As the user entered it. */
  to: string;
  from: string;
  /** A new value each time the user agrees to a test: a repeated request with the same value sends nothing more. */
  consent: string;
}

/** A person waits for the test, so it is given up soon. */
const GIVE_UP_MINUTES = 30;

/**
 * Submits a test to the outbox as a sending node would, with the connection itself as the node. It is stored durably,
 * and only once for each consent. Resolves with the job's id; rejects with the reason if nothing can be sent.
 */
export async function submitTest(RED: NodeRed, connection: ConnectionNode, order: TestOrder): Promise<string> {
  const { kind, to, from, consent } = order;
  const type = kind === 'fax' ? 'fax-send' : 'sms-send';
  const given = { id: connection.id, type, to, toType: 'str', from, fromType: 'str', attempts: 1 };
  const config = withDefaults(type, { ...given, giveUpMinutes: GIVE_UP_MINUTES });
  const sending: SendingNodeParts = { RED, node: connection, type, config, saved: config };
  const text = textOf(order);
  const message = { payload: kind === 'fax' ? { text } : text, idempotencyKey: `dialog-test:${consent}` };
  const makeOrders = kind === 'fax' ? faxOrders(config, placesOf(RED)) : smsOrders(config);
  let end = (): void => undefined;
  const outbox = await connection.outbox(new Promise<void>((resolve) => (end = resolve)));
  try {
    if (!outbox) throw new BadInputError('the connection was deployed again in the meantime: try again');
    const properties = typedProperties(sending, message);
    const { requests } = await jobRequests(sending, message, { properties, connection, outbox }, makeOrders);
    const [request] = requests;
    if (!request || requests.length > 1) throw new BadInputError('To: give one number');
    return (await outbox.submit(request)).jobId;
  } finally {
    end();
  }
}

/** The text depends only on the consent, so that a repeated request makes the same job. */
function textOf({ kind, consent }: TestOrder): string {
  const reference = createHash('sha256').update(consent).digest('hex').slice(0, 8).toUpperCase();
  if (kind === 'sms') return `Pushline test ${reference}`;
  return [
    'PUSHLINE TEST FAX',
    '',
    `Reference ${reference}`,
    '',
    'This page was sent from the dialog of a connection in Node-RED.',
    'Whoever can read it has received it whole: THE END',
  ].join('\n');
}

function placesOf(RED: NodeRed) {
  return { roots: () => documentRoots(RED), storeFolder: () => storeFolder(RED) };
}
