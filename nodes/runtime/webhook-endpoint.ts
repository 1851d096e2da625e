import type { ProviderName } from '../../src/domain/events';
import { StoreError, toError } from '../../src/domain/errors';
import type { Log } from '../../src/domain/log';
import type { Store } from '../../src/store/store';
import type { WebhookRoute } from '../../src/transports/webhook/webhook-route';
import type { WebhookClaim } from '../../src/transports/webhook/webhook-routes';
import type { ConnectionSettings } from './connection-settings';
import type { WebhookMount } from './webhook-mount';
import { checkWebhookPath, derivedWebhookPath } from './webhook-path';

/** Those that call us. */
const CALLERS: readonly ProviderName[] = ['esendex', 'aculab'];

/** Where the provider reaches a connection. `path` is below `httpNodeRoot`, `url` whole. */
export interface WebhookAddress {
  path: string;
  url?: string;
}

/** A stable reason for the status: the address cannot work, while push and poll go on. */
export type WebhookProblem = 'path-in-use' | 'no-http';

export interface WebhookEndpointOptions {
  mount: WebhookMount | undefined;
  settings: ConnectionSettings;
  log: Log;
  nameOf: (nodeId: string) => string;
}

/** Undefined for a provider that never calls. Throws `ConfigError` for a path that cannot be used. */
export function createWebhookEndpoint(options: WebhookEndpointOptions): WebhookEndpoint | undefined {
  const { mount, settings } = options;
  if (!CALLERS.includes(settings.provider)) return undefined;
  if (mount && settings.webhook.path !== '') checkWebhookPath(settings.webhook.path, mount.roots);
  return new WebhookEndpoint(options);
}

/** One connection's address for its provider, from the node's construction to its close. */
export class WebhookEndpoint {
  readonly #options: WebhookEndpointOptions;
  readonly #claim: WebhookClaim | undefined;
  #serving: WebhookRoute | undefined;
  #address: WebhookAddress | undefined;
  #forgetHealth: () => void = () => undefined;

  constructor(options: WebhookEndpointOptions) {
    const { mount, settings } = options;
    this.#options = options;
    this.#claim = mount?.routes.claim(settings.id, settings.webhook.path || undefined);
  }

  /** Undefined until it is served. */
  get address(): WebhookAddress | undefined {
    return this.#address;
  }

  /** Opens the address; where the store fails, as soon as it is well again. */
  serve(store: Store, route: WebhookRoute, onProblem: (problem: WebhookProblem) => void): void {
    const { mount, log } = this.#options;
    if (!mount) {
      log.error('httpNodeRoot is switched off in settings.js: the provider cannot call this Node-RED');
      onProblem('no-http');
      return;
    }
    if (mount.isGated) {
      log.warn(
        'httpNodeAuth is set in settings.js and asks every caller for its login: a provider that cannot log in there ' +
          'gets 401, and its events come by push or poll only',
      );
    }
    this.#serving = route;
    const open = (): void => {
      this.#open(store, route, onProblem).catch((error: unknown) => {
        if (!(error instanceof StoreError)) log.error(toError(error).message);
      });
    };
    this.#forgetHealth = store.health.onChange(open);
    open();
  }

  /** 503 until it is served again. */
  hold(): void {
    this.#forgetHealth();
    this.#serving = undefined;
    this.#address = undefined;
    this.#claim?.hold();
  }

  /** 503, or free where the connection is removed. */
  close(removed: boolean): void {
    this.hold();
    this.#claim?.release(removed);
  }

  async #open(store: Store, route: WebhookRoute, onProblem: (problem: WebhookProblem) => void): Promise<void> {
    const { mount, settings, log, nameOf } = this.#options;
    const path = settings.webhook.path || (await derivedWebhookPath(store, settings.id));
    if (this.#serving !== route || this.#address) return;
    const holder = this.#claim?.open(path, route);
    if (holder !== undefined) {
      log.error(`the webhook path is used by the connection "${nameOf(holder)}" already: choose another`);
      onProblem('path-in-use');
      return;
    }
    const { publicUrl } = settings.webhook;
    this.#address = { path, ...(publicUrl !== '' && { url: publicUrl + (mount?.roots.node ?? '') + path }) };
  }
}
