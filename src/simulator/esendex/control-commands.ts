import { checkFields, isString } from '../check-fields';
import { listOf, taking, type ControlCommands } from '../http/control-server';
import { isOwnMachine } from '../http/own-machine';
import { parseFault } from './fault';
import { parseInject } from './inject';
import type { PushTarget } from './push/pusher';
import type { SimulatedService } from './simulated-service';
import { parseBehaviour } from './wire-behaviour';

export function controlCommands(simulator: SimulatedService): ControlCommands {
  const isAccount = (reference?: string): boolean =>
    reference === undefined || simulator.accounts.some((account) => account.reference === reference);
  return {
    'GET /state': () => stateOf(simulator),
    'GET /sent': () => simulator.sent().map(({ id, from, to, text, status }) => ({ id, from, to, text, status })),
    'DELETE /faults': () => simulator.faults.clear(),
    'POST /faults': taking(listOf(parseFault), (faults) => simulator.faults.set(...faults)),
    'POST /behaviour': taking(parseBehaviour, (behaviour) => simulator.behave(behaviour)),
    'POST /inject': taking(
      (body) => {
        const inject = parseInject(body);
        return isAccount(inject?.account) ? inject : undefined;
      },
      (inject) => ({ id: simulator.inject(inject) }),
    ),
    'POST /target': taking(parseTarget, ({ url, ...options }) => simulator.setPushTarget(url, options)),
    'DELETE /target': () => simulator.setPushTarget(undefined),
  };
}

function parseTarget(body: unknown): PushTarget | undefined {
  const fields = checkFields(body, {
    url: (value) => typeof value === 'string' && isOwnMachine(value),
    basic: (value) => {
      const login = checkFields(value, { username: isString, password: isString });
      return login !== undefined && Object.keys(login).length === 2;
    },
  });
  return fields && 'url' in fields ? (fields as unknown as PushTarget) : undefined;
}

/** Only ids and counts, no phone numbers and no texts. */
function stateOf(simulator: SimulatedService): Record<string, unknown> {
  const { pusher } = simulator;
  const ids = (items: { id: string }[]): string[] => items.map(({ id }) => id);
  return {
    unread: ids(simulator.unread()),
    read: ids(simulator.read()),
    deleted: ids(simulator.deleted()),
    sent: simulator.sent().map(({ id, status }) => ({ id, status })),
    optOuts: ids(simulator.optOuts()),
    requests: simulator.requests(),
    push: {
      outstanding: pusher.outstanding(),
      givenUp: pusher.givenUp(),
      answers: pusher.answers(),
      wrongSoapAnswers: pusher.wrongSoapAnswers(),
      mails: pusher.mails,
    },
    faults: simulator.faults.list(),
    behaviour: simulator.behaviour,
  };
}
