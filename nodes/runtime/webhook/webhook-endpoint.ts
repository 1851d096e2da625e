import { compact } from '../../../src/domain/compact';
import { StoreError, toError } from '../../../src/domain/errors';
import { callsUs } from '../../../src/providers/faces';
import type { Log } from '../../../src/domain/log';
import type { Store } from '../../../src/store/store';
import type { WebhookRoute } from '../../../src/transports/webhook/webhook-route';
import type { Reservation } from '../../../src/transports/webhook/webhook-routes';
import type { WebhookSettings } from '../settings/connection-settings';
import type { NodeConfig } from '../node-red';
import type { WebhookMount } from './webhook-mount';
import { checkWebhookPath, derivedWebhookPath } from './webhook-path';

/**
 * Where the provider reaches a connection. `path` is below `httpNodeRoot`; `url` is the whole address, if it is known.
 */
export interface WebhookAddress {
  path: string;
  url?: string;
}

/** Why the provider cannot call, as a stable code for the status; push and poll go on. */
export type WebhookProblem = 'path-in-use' | 'no-http' | 'not-reached';

export interface Service {
  store: Store;
  route: WebhookRoute;
  settings: WebhookSettings;
  log: Log;
  nameOf: (nodeId: string) => string;
  /** undefined: the problem is over. */
  onProblem: (problem: WebhookProblem | undefined) => void;
  /** Called when the webhook is open; `path` is the whole path, with `httpNodeRoot`. */
  onOpen: (path: string) => void;
}

/**
 * Reserves a connection's path as soon as its node exists, even if its settings turn out to be wrong: the provider
 * gets 503 until they are put right. undefined for a provider that does not call webhooks.
 */
export function reserveWebhook(mount: WebhookMount | undefined, config: NodeConfig): WebhookEndpoint | undefined {
  return callsUs(config.provider) ? new WebhookEndpoint(mount, config) : undefined;
}

/** One connection's webhook, from the construction of its node to its close. */
export class WebhookEndpoint {
  readonly #mount: WebhookMount | undefined;
  readonly #nodeId: string;
  readonly #reservation: Reservation | undefined;
  #service: Service | undefined;
  #address: WebhookAddress | undefined;
  #isRefused = false;
  #forgetHealth: () => void = () => undefined;

  constructor(mount: WebhookMount | undefined, { id, webhookPath }: NodeConfig) {
    this.#mount = mount;
    this.#nodeId = id;
    const path = typeof webhookPath === 'string' && this.#isUsable(webhookPath) ? webhookPath : undefined;
    this.#reservation = mount?.routes.reserve(id, path, () => this.#tryOpen());
  }

  /** undefined until it is served. */
  get address(): WebhookAddress | undefined {
    return this.#address;
  }

  /** Throws `ConfigError` for a path that cannot be used. */
  check({ path }: WebhookSettings): void {
    if (this.#mount && path !== '') checkWebhookPath(path, this.#mount.roots);
  }

  /** Opens the webhook; if the store fails or another connection has the path, as soon as that is over. */
  serve(service: Service): void {
    const { store, log, onProblem } = service;
    if (!this.#mount) {
      log.error('httpNodeRoot is switched off in settings.js: the provider cannot call this Node-RED');
      onProblem('no-http');
      return;
    }
    if (this.#mount.isGated) {
      log.warn(
        'httpNodeAuth is set in settings.js and asks every caller for its login: a provider that cannot log in there ' +
          'gets 401, and its events come by push or poll only',
      );
    }
    this.#service = service;
    this.#forgetHealth = store.health.onChange(() => this.#tryOpen());
    this.#tryOpen();
  }

  /** Answers 503 until it is served again. */
  close(): void {
    this.#forgetHealth();
    this.#service = undefined;
    this.#address = undefined;
    this.#isRefused = false;
    this.#reservation?.close();
  }

  /** The node closes. Its paths answer 503, or are free if the node was removed. */
  release(removed: boolean): void {
    this.close();
    this.#reservation?.release(removed);
  }

  #tryOpen(): void {
    const service = this.#service;
    if (!service) return;
    this.#open(service).catch((error: unknown) => {
      if (!(error instanceof StoreError)) service.log.error(toError(error).message);
    });
  }

  async #open(service: Service): Promise<void> {
    const { store, route, settings, onProblem, onOpen } = service;
    const path = settings.path || (await derivedWebhookPath(store, this.#nodeId));
    if (this.#service !== service || this.#address) return;
    const holder = this.#reservation?.open(path, route);
    if (holder !== undefined) {
      this.#refuse(service, holder);
      return;
    }
    if (this.#isRefused) onProblem(undefined);
    this.#isRefused = false;
    const { publicUrl } = settings;
    const whole = (this.#mount?.roots.node ?? '') + path;
    this.#address = compact({ path, url: publicUrl === '' ? undefined : publicUrl + whole });
    onOpen(whole);
  }

  #refuse({ log, nameOf, onProblem }: Service, holder: string): void {
    if (this.#isRefused) return;
    this.#isRefused = true;
    log.error(`the webhook path is used by the connection "${nameOf(holder)}" already: choose another`);
    onProblem('path-in-use');
  }

  #isUsable(path: string): boolean {
    try {
      this.check({ path, publicUrl: '', login: undefined });
      return path !== '';
    } catch {
      return false;
    }
  }
}
