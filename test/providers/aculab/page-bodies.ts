import assert from 'node:assert/strict';
import { decodePage } from '../../../src/providers/aculab/pages/page-codec';
import type { CallPage } from '../../../src/providers/aculab/call/call-page';

export type Json = Record<string, unknown>;

export const INSTANCE = '06e122c3364cc74c.787379';
export const STORED = `/rest_api/faxes/2026/11/21/14_35_03_${INSTANCE}.tif`;
export const TOKEN = `${'a1'.repeat(12)}-1`;

/** As the vendor's "instance info". */
export const info = (more: Json = {}): Json => ({
  ...{ application_instance_id: INSTANCE, token: null, log_filename: `/rest_logs/${INSTANCE}.log` },
  this_call: thisCall(),
  is_notification: false,
  ...more,
});

export const thisCall = (more: Json = {}): Json => ({
  ...{ call_id: '7f', call_direction: 'in', call_from: '15554499760', call_to: '15558130969' },
  ...{ call_target: '15558130969', call_divert: '', call_attestation: 'A', seconds_call_duration: 12.4 },
  ...{ call_state: 'answered', application_parameters: '' },
  ...more,
});

export const outCall = (more: Json = {}): Json => thisCall({ call_direction: 'out', call_attestation: '', ...more });

export const result = (more: Json = {}, action = 'receive_fax'): Json => ({ action_result: { action, result: more } });

export const progress = (pages: number, negotiated: Json = { data_rate: 9600 }): Json => ({
  action_progress: { action: 'receive_fax', progress: { pages_received: pages, negotiated_settings: negotiated } },
});

export const body = (value: unknown) => ({
  raw: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
});

/** Such a page as it is decoded. */
export function page(suffix: string, fields: Json = {}): CallPage {
  const decoded = decodePage({ suffix, body: body(info(fields)) });
  assert(decoded && 'instanceId' in decoded);
  return decoded;
}

export const NEVER = new AbortController().signal;
