import { randomUUID } from 'node:crypto';
import { parseJson } from '../../domain/parse-json';
import { isRecord } from '../../domain/is-record';
import { jsonReply } from '../http/reply';
import type { SimulatedAccount } from './account';
import type { ApplicationInstance } from './calls/application-instance';
import type { Calls, Interruption } from './calls/calls';
import type { PageReference } from './pages/parse-action';
import { RefusedRequest, refuseMalformed, refuseMissing, refuseUnknown } from './refused-request';
import type { RequestParameters } from './request-parameters';
import type { WebHandler } from './web-services';
import type { WireBehaviour } from './wire-behaviour';
import { wireDate, wireSeconds } from './wire-date';

export interface CallRoutesOptions {
  account: SimulatedAccount;
  calls: Calls;
  behaviour: WireBehaviour;
}

type CallAction = 'service_start' | 'application_status' | 'rest_interrupt';

export function callRoutes({ account, calls, behaviour }: CallRoutesOptions): Record<CallAction, WebHandler> {
  return {
    service_start: ({ parameters }) => {
      const orders = ordersIn(parameters).map((order) => ({ order, plan: calls.planFor(order.to) }));
      const planned = orders.map(({ order, plan }) => {
        if (plan === 'no-credit') throw new RefusedRequest(402, 'HTTP 402', 'Insufficient credit');
        return { order, plan };
      });
      // Random ids, because only an application's pages tell its instance id.
      return jsonReply(
        planned.map(({ order, plan }) => {
          calls.dial(order, plan);
          return randomUUID();
        }),
      );
    },

    application_status: ({ parameters }) => {
      const instance = calls.find(parameters.required('application_instance_id'));
      return instance ? jsonReply(statusOf(instance, account)) : refuseUnknown('Application');
    },

    rest_interrupt: ({ parameters }) => {
      const ids = parameters.required('application_instance_ids').split('/');
      const redirect = redirectIn(parameters);
      const results = ids.map((id) => [id, interruptionOnWire(calls.interrupt(id, redirect), behaviour)] as const);
      return jsonReply(Object.fromEntries(results));
    },
  };
}

interface CallOrder {
  to: string;
  from: string;
  token: string | undefined;
}

const MAX_TOKEN = 5_000;

/** `outbound_parameters` is the older name of `rest_calls`. */
function ordersIn(parameters: RequestParameters): CallOrder[] {
  const name = parameters.text('rest_calls') === undefined ? 'outbound_parameters' : 'rest_calls';
  const parsed = parseJson(parameters.text(name) ?? refuseMissing('rest_calls'));
  const orders = Array.isArray(parsed) ? (parsed as unknown[]) : [parsed];
  return orders.length > 0 ? orders.map((order) => orderOf(order, name)) : refuseMalformed(name);
}

function orderOf(value: unknown, name: string): CallOrder {
  if (!isRecord(value)) return refuseMalformed(name);
  const { to, from, token } = value;
  if (typeof to !== 'string') return refuseMissing('to');
  const isTelephone = /^(?:tel:\+?)?\d+(?:-\d+)*$/.test(to);
  if (/^tel:/.test(to) && !/^tel:\+?[1-9]/.test(to)) return refuseMalformed('to');
  if (!isTelephone && !/^(?:sip|loc|webrtc|wss|con):.|@/.test(to)) return refuseMalformed('to');
  if (isTelephone && typeof from !== 'string') return refuseMissing('from');
  if (token !== undefined && (typeof token !== 'string' || token.length > MAX_TOKEN)) return refuseMalformed('token');
  return { to: to.replace(/^tel:\+?/, ''), from: typeof from === 'string' ? from : '', token };
}

function redirectIn(parameters: RequestParameters): PageReference | undefined {
  const url = parameters.text('redirect_page');
  const method = parameters.text('redirect_method') ?? 'POST';
  if (url === undefined) return undefined;
  if (!URL.canParse(url)) return refuseMalformed('redirect_page');
  return method === 'GET' || method === 'POST' ? { url, method } : refuseMalformed('redirect_method');
}

function interruptionOnWire(interruption: Interruption, { interrupted }: WireBehaviour): unknown {
  return interrupted === 'word' ? interruption.result : interruption;
}

/** Costs and call details are empty, because their format is not known. */
function statusOf(instance: ApplicationInstance, { service }: SimulatedAccount): Record<string, unknown> {
  const { id, startedAt, stoppedAt } = instance;
  return {
    adr: {
      application_instance_id: id,
      application_name: service,
      start_time: wireSeconds(startedAt),
      start_datetime: wireDate(startedAt),
      stop_time: stoppedAt === undefined ? '' : wireSeconds(stoppedAt),
      stop_datetime: stoppedAt === undefined ? '' : wireDate(stoppedAt),
      duration: stoppedAt === undefined ? '' : wireSeconds(stoppedAt) - wireSeconds(startedAt),
      tts_seconds: 0,
      tts_unit_cost: 0,
      extra_channel_count: 0,
      fax: 'true',
      platform_cost: 0,
      extra_cost: 0,
      pstn_cost: 0,
    },
    cdrs: [],
    errs: [],
  };
}
