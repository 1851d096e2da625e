import { listOf, taking, type ControlCommands } from '../http/control-server';
import { parseFault } from './fault';
import { parseInject } from './parse-inject';
import type { SimulatedService } from './simulated-service';
import { parseBehaviour } from './wire-behaviour';

export function controlCommands(simulator: SimulatedService): ControlCommands {
  return {
    'GET /state': () => stateOf(simulator),
    'DELETE /faults': () => simulator.faults.clear(),
    'POST /faults': taking(listOf(parseFault), (faults) => simulator.faults.set(...faults)),
    'POST /behaviour': taking(parseBehaviour, (behaviour) => simulator.behave(behaviour)),
    'POST /inject': taking(parseInject, (fax) => ({ jobId: simulator.inject(fax) })),
  };
}

/** Only ids and counts, no phone numbers and no documents. */
function stateOf(simulator: SimulatedService): Record<string, unknown> {
  return {
    unread: simulator.unread().map(({ jobId }) => jobId),
    received: simulator.received().map(({ jobId }) => jobId),
    marks: simulator.marks(),
    requests: simulator.requests(),
    jobs: simulator.jobs().map(({ jobId, tag, result, state, pagesDelivered }) => ({
      jobId,
      tag,
      result,
      state,
      pagesDelivered,
    })),
    push: { clients: simulator.push.clients, unacked: simulator.push.unackedSeqs },
    faults: simulator.faults.list(),
    behaviour: simulator.behaviour,
  };
}
