import { compact } from '../../../domain/compact';
import { wireName } from '../stored-name';
import type { WireBehaviour } from '../wire-behaviour';
import type { TransferPlan } from './transfer-plan';

export interface TransferFacts {
  direction: 'in' | 'out';
  plan: TransferPlan;
  pages: number;
  /** The customer's own id for the action; "" when it gave none, undefined for an action without ids. */
  id: string | undefined;
  /** The name of the stored fax, if there is one. */
  filename?: string | undefined;
}

/** The vendor documents only `data_rate`. */
const NEGOTIATED = {
  data_rate: 14_400,
  modem: 'V.17',
  ecm: true,
  compression: 'MMR',
  remote_subscriber_id: '+15550100099',
};

function negotiatedSettings(
  { negotiates = true }: TransferPlan,
  { negotiated }: WireBehaviour,
): Record<string, unknown> | undefined {
  if (negotiated === 'absent') return undefined;
  if (!negotiates || negotiated === 'empty') return {};
  return negotiated === 'full' ? NEGOTIATED : { data_rate: NEGOTIATED.data_rate };
}

export function transferProgress(facts: TransferFacts, behaviour: WireBehaviour): Record<string, unknown> {
  return {
    ...idIn(facts, behaviour),
    negotiated_settings: negotiatedSettings(facts.plan, behaviour),
    [counterName(facts, behaviour)]: facts.pages,
  };
}

/**
 * The vendor does not document this object. All names but the word of the verdict itself are guesses and configurable.
 */
export function transferResult(facts: TransferFacts, behaviour: WireBehaviour): Record<string, unknown> {
  const { plan, pages, filename } = facts;
  return compact({
    ...idIn(facts, behaviour),
    [behaviour.filename]: filename === undefined ? undefined : wireName(filename, behaviour),
    [behaviour.verdict]: behaviour.verdict === 'none' ? undefined : causeOnWire(plan.cause, behaviour),
    raw_cause: plan.rawCause,
    failed_option: plan.failedOption,
    [counterName(facts, behaviour)]: behaviour.pages === 'present' ? pages : undefined,
    negotiated_settings: negotiatedSettings(plan, behaviour),
  });
}

/** Version 1 does not send the id back. */
function idIn({ id }: TransferFacts, { version }: WireBehaviour): { id?: string } {
  return id === undefined || version === '1.0' ? {} : { id };
}

function counterName({ direction }: TransferFacts, { sentPages }: WireBehaviour): string {
  return direction === 'in' ? 'pages_received' : sentPages;
}

const UNDERSCORED: Record<string, string> = {
  NOTFAX: 'not_fax',
  COMMSFAULT: 'comms_fault',
  PAGEQUALITY: 'page_quality',
  HANGUP: 'hang_up',
  STANDARDMISMATCH: 'standard_mismatch',
};

function causeOnWire(cause: string, { causes }: WireBehaviour): string {
  if (causes === 'success' || causes === 'completed') return cause === 'NORMAL' ? causes : cause;
  if (causes === 'upper') return cause;
  return causes === 'underscored' ? (UNDERSCORED[cause] ?? cause.toLowerCase()) : cause.toLowerCase();
}
