import { ConfigError, toError } from '../../../src/domain/errors';
import type { Log } from '../../../src/domain/log';
import type { WebhookRoute } from '../../../src/transports/webhook/webhook-route';
import { nameForLog } from '../labels';
import type { ConnectionSettings } from '../settings/connection-settings';
import { callReporter } from '../simulated/call-reporter';
import type { WebhookEndpoint } from '../webhook/webhook-endpoint';
import { deployed, type Deployed } from './deployed';

export interface ProviderCallsOptions {
  settings: ConnectionSettings;
  log: Log;
  /** undefined for providers that do not call webhooks. */
  webhook: WebhookEndpoint | undefined;
  /** The origin at which the simulator, on this machine, can call this Node-RED; undefined: it listens on no port. */
  localOrigin: () => Promise<string | undefined>;
}

/** Serves a connection's webhook: to its provider at the public address, or to the simulator on this machine. */
export class ProviderCalls {
  readonly #options: ProviderCallsOptions;
  /** The webhook's address, as the provider or simulator reaches it. */
  #calledAt: string | undefined;
  #served: Deployed | undefined;

  constructor(options: ProviderCallsOptions) {
    this.#options = options;
  }

  /** Throws `ConfigError` if the provider cannot reach this Node-RED. */
  get pagesUrl(): string {
    if (this.#calledAt !== undefined) return this.#calledAt;
    throw new ConfigError('Public address: needed, so that the provider can call this Node-RED');
  }

  serve(entry: Deployed, route: WebhookRoute): void {
    const { settings, log, webhook } = this.#options;
    const { home, connection } = entry;
    this.#served = entry;
    webhook?.serve({
      store: home.store,
      route,
      settings: settings.webhook,
      log,
      nameOf: (id) => nameForLog(deployed.get(id)?.settings ?? { id, name: '' }),
      onProblem: (problem) => connection.blockWebhook(problem),
      onOpen: (path) => this.#opened(entry, path),
    });
  }

  /** The webhook answers 503 until it is served again. */
  close(): void {
    this.#served = undefined;
    this.#options.webhook?.close();
  }

  #opened(entry: Deployed, path: string): void {
    const { publicUrl } = this.#options.settings.webhook;
    if (entry.simulator) void this.#letCall(entry, path);
    else if (publicUrl !== '') this.#calledAt = publicUrl + path;
  }

  /** Never rejects. */
  async #letCall(entry: Deployed, path: string): Promise<void> {
    const { settings, log, localOrigin } = this.#options;
    const origin = await localOrigin();
    if (this.#served !== entry) return;
    const report = callReporter({ log, onProblem: (problem) => entry.connection.blockWebhook(problem) });
    try {
      if (origin === undefined)
        throw new ConfigError('this Node-RED does not listen on any port, so the simulator cannot call it');
      this.#calledAt = origin + path;
      entry.simulator?.callAt?.(this.#calledAt, settings.webhook.login, report);
    } catch (error) {
      report(toError(error).message);
    }
  }
}
