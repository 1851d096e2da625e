import { checkFields, isString } from '../check-fields';
import { listOf, taking, type ControlCommands } from '../http/control-server';
import { isOwnMachine } from '../http/own-machine';
import type { Login } from './account';
import { parseFault } from './fault';
import { parseInject } from './inject';
import type { SimulatedService } from './simulated-service';
import { parseBehaviour } from './wire-behaviour';

export function controlCommands(simulator: SimulatedService): ControlCommands {
  return {
    'GET /state': () => stateOf(simulator),
    'GET /pages': () => simulator.pages(),
    'GET /sent': () => simulator.sent(),
    'DELETE /faults': () => simulator.faults.clear(),
    'POST /faults': taking(listOf(parseFault), (faults) => simulator.faults.set(...faults)),
    'POST /behaviour': taking(parseBehaviour, (behaviour) => simulator.behave(behaviour)),
    'POST /inject': taking(parseInject, (inject) => ({ id: simulator.inject(inject) })),
    'POST /target': taking(parseTarget, ({ url, basic }) => simulator.callAt(url, basic)),
    'DELETE /target': () => simulator.callAt(undefined),
  };
}

function parseTarget(body: unknown): { url: string; basic?: Login } | undefined {
  const fields = checkFields(body, {
    url: (value) => typeof value === 'string' && isOwnMachine(value),
    basic: (value) => {
      const login = checkFields(value, { username: isString, password: isString });
      return login !== undefined && Object.keys(login).length === 2;
    },
  });
  return fields && 'url' in fields ? (fields as unknown as { url: string; basic?: Login }) : undefined;
}

/** Only ids and counts, no phone numbers and no texts. */
function stateOf(simulator: SimulatedService): Record<string, unknown> {
  return {
    calls: simulator.calls().map(({ id, direction, state, stoppedAt, end }) => ({
      id,
      direction,
      state,
      finished: stoppedAt !== undefined,
      cause: end?.cause,
    })),
    files: { stored: simulator.media.stored(), deleted: simulator.media.deleted() },
    sent: simulator.sent().map(({ msgRef, status }) => ({ msgRef, status })),
    problems: simulator.pages().flatMap(({ page, problem }) => (problem === undefined ? [] : [{ page, problem }])),
    requests: simulator.requests(),
    faults: simulator.faults.list(),
    behaviour: simulator.behaviour,
  };
}
