import { compact } from '../../../domain/compact';
import type { WireBehaviour } from '../wire-behaviour';
import type { ApplicationInstance } from './application-instance';

/** What a page's request contains besides the fields that all pages have. */
export interface PageNews {
  action_result?: { action: string; result?: Record<string, unknown>; interrupted?: true; id?: string };
  action_progress?: { action: string; progress: Record<string, unknown> };
  error_result?: { result: string };
}

export interface InfoStyle {
  behaviour: WireBehaviour;
  /** ms since the epoch. */
  at: number;
  notification?: boolean;
  /** Include `this_call`. */
  withCall?: boolean;
}

/** The JSON in the request of a call's page. */
export function instanceInfo(instance: ApplicationInstance, news: PageNews, style: InfoStyle): string {
  const { behaviour, notification = false, withCall = true } = style;
  const second = behaviour.version !== '1.0';
  return JSON.stringify({
    application_instance_id: instance.id,
    token: instance.token,
    log_filename: `/rest_logs/${instance.id}.log`,
    this_call: withCall ? callInfo(instance, style) : undefined,
    ...news,
    is_notification: second ? notification : undefined,
    platform_hint: behaviour.unknownFields ? { zone: 'b', hints: [1, null] } : undefined,
  });
}

function callInfo(instance: ApplicationInstance, { behaviour, at }: InfoStyle): Record<string, unknown> {
  const { direction, end, answeredAt } = instance;
  const second = behaviour.version !== '1.0';
  const seconds = answeredAt === undefined ? 0 : (at - answeredAt) / 1_000;
  return compact({
    call_id: instance.callId,
    call_direction: direction,
    call_from: instance.from,
    call_to: instance.to,
    call_target: instance.to,
    call_divert: second ? '' : undefined,
    call_attestation: second && direction === 'in' ? '' : undefined,
    seconds_call_duration: Math.round(seconds * 10) / 10,
    call_state: instance.state,
    call_cause: end?.cause,
    call_raw_cause: end && second ? end.rawCause : undefined,
    application_parameters: '',
    outbound_parameters: direction === 'out' ? '' : undefined,
    far_end_type: 'fax',
    call_mood: behaviour.unknownFields ? 'good' : undefined,
  });
}
