import assert from 'node:assert/strict';
import type { FaxStatus } from '../../../src/domain/fax';
import type { WebhookAnswer } from '../../../src/domain/webhook';
import { body, info, thisCall, type Json } from './page-bodies';
import type { Rig } from './rig';

/** Longer than the pages of one call may overtake each other. */
const GRACE_MS = 31_000;

let instances = 0;

/** One call whose pages a test asks by hand, where the simulated service would ask them by itself. */
export class AskedCall {
  readonly #rig: Rig;
  readonly direction: 'in' | 'out';
  token: string | null;
  readonly instanceId = `06e122c3364cc74c.${(instances += 1)}`;
  /** Of the fax that comes in. */
  readonly stored = `/rest_api/faxes/2026/11/21/14_35_03_${this.instanceId}.tif`;

  private constructor(rig: Rig, direction: 'in' | 'out', token: string | null) {
    this.#rig = rig;
    this.direction = direction;
    this.token = token;
  }

  /** Somebody faxes us, and is told to go on. */
  static async inbound(rig: Rig): Promise<AskedCall> {
    const call = new AskedCall(rig, 'in', null);
    const { body: answer = '{}' } = await call.ask('/first');
    call.token = (JSON.parse(answer) as { token?: string }).token ?? null;
    return call;
  }

  /** We have a call placed; nobody has answered it yet. */
  static async placed(rig: Rig): Promise<AskedCall> {
    rig.simulator.callAt(undefined);
    const outgoing = rig.outgoing();
    assert.equal((await rig.send(outgoing)).outcome, 'accepted');
    return new AskedCall(rig, 'out', outgoing.correlation);
  }

  /** We fax somebody, who has answered. */
  static async outbound(rig: Rig): Promise<AskedCall> {
    const call = await AskedCall.placed(rig);
    await call.ask('/first');
    return call;
  }

  static begin(rig: Rig, direction: 'in' | 'out'): Promise<AskedCall> {
    return direction === 'in' ? AskedCall.inbound(rig) : AskedCall.outbound(rig);
  }

  get id(): string {
    return this.direction === 'in' ? this.instanceId : (this.token ?? '');
  }

  get action(): string {
    return this.direction === 'in' ? 'receive_fax' : 'send_fax';
  }

  ask(suffix: string, fields: Json = {}): Promise<WebhookAnswer> {
    const { instanceId: application_instance_id, token } = this;
    const page = info({ application_instance_id, token, this_call: this.callInfo(), ...fields });
    return this.#rig.provider.pages.serve({ method: 'POST', suffix, headers: {}, body: body(page) }, this.#rig);
  }

  progress(pages: number, negotiated: Json = { data_rate: 9_600 }): Promise<WebhookAnswer> {
    const progress = { [this.counter]: pages, negotiated_settings: negotiated };
    const action_progress = { action: this.action, progress };
    return this.ask('/progress', { is_notification: true, this_call: undefined, action_progress });
  }

  /** The fax has ended; a fax that comes in is stored by then. */
  next(result: Json): Promise<WebhookAnswer> {
    return this.ask('/next', { action_result: { action: this.action, result } });
  }

  final(call_cause: string, call_raw_cause = '200', fields: Json = {}): Promise<WebhookAnswer> {
    const this_call = this.callInfo({ call_state: 'idle', call_cause, call_raw_cause });
    return this.ask('/final', { this_call, ...fields });
  }

  /** Nothing more comes of it. */
  async settle(): Promise<void> {
    this.#rig.clock.shiftMs += GRACE_MS;
    await this.#rig.reconcile();
  }

  /** What was told of this call, in order. */
  get statuses(): FaxStatus[] {
    return this.#rig.sink.taken.flatMap(({ event }) =>
      event.kind === 'fax.status' && event.providerId === this.id ? [event.payload] : [],
    );
  }

  get last(): FaxStatus {
    const status = this.statuses.at(-1);
    assert(status, 'something was told');
    return status;
  }

  /** State and cause of each. */
  get told(): string[] {
    return this.statuses.map(({ state, cause }) => `${state} ${cause}`);
  }

  /** What the vendor calls the pages that are through. */
  get counter(): string {
    return this.direction === 'in' ? 'pages_received' : 'pages_sent';
  }

  callInfo(more: Json = {}): Json {
    const sides =
      this.direction === 'in'
        ? { call_from: '15550100099', call_to: '15550100001' }
        : { call_from: '15550100001', call_to: '447700900001' };
    return thisCall({ call_direction: this.direction, ...sides, ...more });
  }
}
