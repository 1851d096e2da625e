import { randomUUID } from 'node:crypto';
import { fingerprint } from '../../../src/connection/account';
import type { ConnectionState } from '../../../src/connection/connection-state';
import { systemClock, type Clock } from '../../../src/domain/clock';
import { ConfigError, PushlineError, toError } from '../../../src/domain/errors';
import type { CheckResult } from '../../../src/providers/account-check/run-check';
import { AdminError } from '../admin-answer';
import { callsUs, faceOf } from '../../../src/providers/faces';
import type { ConnectionSettings } from '../settings/connection-settings';
import { deployed, type Deployed } from '../connection/deployed';
import { formSettings } from '../connection/form-settings';
import type { NetworkSettings } from '../settings/network';
import type { NodeRed } from '../node-red';
import { openAccountCheck, pushTarget } from '../connection/open-provider';
import { packageVersion } from '../package-version';
import type { PushCheck } from './check-push';
import { AccountCheckRun, type CheckPlan, type CheckView } from './account-check-run';

/** `ok: false` is a result, not a failure of the request: the dialog shows its message. */
export type CheckAnswer = ({ ok: true } & CheckView) | { ok: false; code: string; message: string };

/** A refused login is not checked again before this time has passed. */
const REFUSED_MS = 60_000;
/** This many checks and their reports are kept. */
const MAX_KEPT = 20;

/** The checks of this process: one at a time for each connection, and none while a provider asks to be left alone. */
export class AccountChecks {
  readonly #clock: Clock;
  readonly #runs = new Map<string, AccountCheckRun>();
  /** By login: the steady time before which it must not be checked again. */
  readonly #pauses = new Map<string, number>();

  constructor(clock: Clock = systemClock()) {
    this.#clock = clock;
  }

  /** `POST /fax-sms/check`: `{check}` looks at a check, `{check, end: true}` ends it, the dialog's fields begin one. */
  handle(RED: NodeRed, body: Record<string, unknown>): CheckAnswer {
    if (typeof body.check === 'string') return { ok: true, ...this.#found(body.check, body.end === true).look() };
    try {
      return { ok: true, ...this.#begin(RED, body).look() };
    } catch (thrown) {
      const error = toError(thrown);
      if (error instanceof AdminError) throw error;
      return error instanceof PushlineError
        ? { ok: false, code: error.code, message: error.message }
        : { ok: false, code: 'PUSHLINE_PROVIDER', message: 'the account could not be checked: try again' };
    }
  }

  #found(id: string, end: boolean): AccountCheckRun {
    const run = this.#runs.get(id);
    if (!run) throw new AdminError(404, 'this check has ended, or Node-RED was restarted: begin again');
    if (end) run.end();
    return run;
  }

  /** Throws `ConfigError` or `AdminError`. */
  #begin(RED: NodeRed, form: Record<string, unknown>): AccountCheckRun {
    const connection = typeof form.id === 'string' ? form.id : '';
    for (const run of this.#runs.values()) {
      if (run.connection === connection && !run.done)
        throw new AdminError(409, 'this connection is being checked already: wait until that has ended');
    }
    const entry = deployed.get(connection);
    const simulator = form.simulator === true ? entry?.simulator : undefined;
    if (form.simulator === true && !simulator) {
      throw new ConfigError('the simulator is not running: deploy the connection, and a node that uses it');
    }
    const { settings, network } =
      simulator && entry ? { settings: entry.settings, network: NO_NETWORK } : formSettings(RED, form);
    const { baseUrl, account, credentials } = settings;
    const login = fingerprint(settings.provider, baseUrl, account, ...Object.values({ ...credentials }));
    this.#mayAsk(login, entry);
    const plan = this.#plan(RED, { connection, settings, network, entry });
    const run = new AccountCheckRun(randomUUID(), plan);
    this.#keep(run);
    void run.finished.then((result) => this.#learn(login, entry, result));
    return run;
  }

  #plan(RED: NodeRed, { connection, settings, network, entry }: Target): CheckPlan {
    const simulator = settings.simulator ? entry?.simulator : undefined;
    const isDeployed = entry !== undefined && entry.settings.pushUrl === settings.pushUrl;
    const url = simulator ? undefined : entry?.webhook?.address?.url;
    const check = openAccountCheck(settings, simulator);
    return {
      connection,
      provider: check,
      route: simulator ? {} : network,
      push: {
        target: pushTarget(settings, network, simulator),
        liveAt: isDeployed ? socketOf(entry.connection.state) : undefined,
      },
      webhook: callsUs(settings.provider) && url !== undefined ? new URL(url + (check.firstPage ?? '')) : undefined,
      about: {
        provider: faceOf(settings.provider).title,
        versions: { package: packageVersion(), node: process.versions.node, nodeRed: RED.version?.() ?? 'unknown' },
        route: {
          ownAddress: settings.baseUrl !== '',
          tls: network.tls !== undefined,
          proxy: network.proxy !== 'environment',
          simulator: simulator !== undefined,
        },
      },
      clock: this.#clock,
    };
  }

  /** Throws `AdminError` while the provider asks to be left alone. */
  #mayAsk(login: string, entry: Deployed | undefined): void {
    const own = (this.#pauses.get(login) ?? 0) - this.#clock.now();
    const left = Math.max(own, entry?.connection.askedPauseMs ?? 0);
    if (left > 0) throw new AdminError(429, `too soon: try again in ${Math.ceil(left / 1_000)} s`);
    this.#pauses.delete(login);
  }

  #learn(login: string, entry: Deployed | undefined, { stopped, retryAfterMs }: CheckResult): void {
    if (stopped === 'login') this.#pauses.set(login, this.#clock.now() + REFUSED_MS);
    if (retryAfterMs === undefined) return;
    this.#pauses.set(login, this.#clock.now() + retryAfterMs);
    entry?.connection.askedToWait(retryAfterMs);
  }

  #keep(run: AccountCheckRun): void {
    for (const [id, { done }] of this.#runs) if (done && this.#runs.size >= MAX_KEPT) this.#runs.delete(id);
    this.#runs.set(run.id, run);
  }
}

interface Target {
  connection: string;
  settings: ConnectionSettings;
  network: NetworkSettings;
  entry: Deployed | undefined;
}

const NO_NETWORK: NetworkSettings = { proxy: 'environment' };

/** A standby does not know whether the holder's socket is live at the moment, so it assumes that it is. */
function socketOf({ state }: ConnectionState): PushCheck['liveAt'] {
  if (state === 'connected') return 'this instance';
  return state === 'standby' ? 'another instance' : undefined;
}
