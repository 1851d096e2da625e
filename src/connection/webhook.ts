import type { Clock } from '../domain/clock';
import { StoreError } from '../domain/errors';
import type { Source } from '../domain/events';
import { jsonBytes } from '../domain/json-bytes';
import type { Log } from '../domain/log';
import type { Login } from '../domain/login';
import type { WebhookAnswer, WebhookBody, WebhookRequest } from '../domain/webhook';
import type { CallPages, WebhookCodec } from '../providers/provider';
import type { AckResponse } from '../transports/push-socket/frame-codec';
import { UNAUTHORIZED } from '../transports/webhook/answers';
import { basicLogin } from '../transports/webhook/basic-login';
import { refuseBody, refuseHead } from '../transports/webhook/refusal';
import { LoginCheck } from '../transports/webhook/login-check';
import { decodeRelayedRequest, type RelayedRequest } from '../transports/webhook/relayed-request';
import type { Admission, WebhookRoute } from '../transports/webhook/webhook-route';
import { Tally } from '../work/tally';
import type { Router } from './router';

export interface WebhookOptions {
  codec: WebhookCodec;
  pages?: CallPages | undefined;
  /** undefined: only the secret path protects the webhook. */
  login: Login | undefined;
  router: Pick<Router, 'accept' | 'quarantine' | 'mayTransmit'>;
  /** Called after each request that was accepted. */
  onCall?: () => void;
  clock: Clock;
  log: Log;
}

/** Takes one connection's webhook requests, over HTTP or relayed by the push socket, into its inbox. */
export class Webhook implements WebhookRoute {
  readonly methods: WebhookRoute['methods'];
  readonly #options: WebhookOptions;
  readonly #login: LoginCheck | undefined;
  readonly #refused: Tally;
  readonly #failed: Tally;

  constructor(options: WebhookOptions) {
    const { codec, login, clock, log } = options;
    this.#options = options;
    this.methods = { ...codec.methods, ...options.pages?.methods };
    this.#login = login && new LoginCheck(login);
    this.#refused = new Tally(clock, (count) => log.warn(`${count} webhook request(s) refused: no valid login`));
    this.#failed = new Tally(clock, (count) => log.error(`${count} webhook request(s) could not be processed`));
  }

  admit(authorization: readonly string[]): Admission {
    if (!this.#login) return 'admitted';
    if (authorization.length === 0 && this.#options.codec.loginIn) return 'ask-body';
    const login = basicLogin(authorization);
    if (login && this.#login.accepts(login)) return 'admitted';
    this.#refused.add();
    return 'refused';
  }

  async accept(request: WebhookRequest, admission: 'admitted' | 'ask-body'): Promise<WebhookAnswer> {
    try {
      const isAdmitted = admission === 'admitted';
      if (!isAdmitted && !this.#accepts(this.#options.codec.loginIn?.(request))) return this.#refuse();
      const answer = await this.#answer(request, 'webhook', (login) => isAdmitted || this.#accepts(login));
      if (answer.status < 400) this.#options.onCall?.();
      return answer;
    } catch (error) {
      if (!(error instanceof StoreError)) this.#failed.add();
      throw error;
    }
  }

  /**
   * Takes the `data` of a push frame of event "Webhook". The socket's token replaces the secret path and Basic login,
   * but a login inside the body must still be right. Resolves with the answer for the provider, undefined if `data`
   * is not a request; rejects if it could not be stored.
   */
  async answerFrame(data: unknown): Promise<AckResponse | undefined> {
    const request = decodeRelayedRequest(data, Object.keys(this.methods));
    if (!request) {
      await this.#options.router.quarantine('webhook frame', jsonBytes(data), 'push');
      return undefined;
    }
    const refusal = this.#refusal(request);
    const answer =
      refusal ?? (await this.#answer(request, 'push', (login) => login === undefined || this.#accepts(login)));
    return { status: answer.status, headers: answer.headers ?? {}, body: Buffer.from(answer.body ?? '') };
  }

  #refusal({ method, suffix, headers, body }: RelayedRequest): WebhookAnswer | undefined {
    return refuseHead({ method, headers }, this.methods[suffix] ?? []) ?? refuseBody({ method, headers }, body);
  }

  async #answer(
    request: WebhookRequest,
    source: Source,
    isAdmitted: (login: Login | undefined) => boolean,
  ): Promise<WebhookAnswer> {
    const { pages } = this.#options;
    if (pages && request.suffix in pages.methods) {
      // A page has no login in its body.
      return isAdmitted(undefined) ? this.#servePage(pages, request, source) : UNAUTHORIZED;
    }
    const decoded = this.#options.codec.decode(request);
    if (!isAdmitted(decoded.login)) return this.#refuse();
    const { router } = this.#options;
    if (decoded.outcome === 'quarantine') await router.quarantine(decoded.reason, bytesOf(request.body), source);
    else for (const incoming of decoded.events) await router.accept(incoming, source);
    return decoded.answer;
  }

  #servePage(pages: CallPages, request: WebhookRequest, source: Source): Promise<WebhookAnswer> {
    const { router } = this.#options;
    return pages.serve(request, {
      accept: (incoming) => router.accept(incoming, source),
      quarantine: (reason) => router.quarantine(reason, bytesOf(request.body), source),
      mayTransmit: (...call) => router.mayTransmit(...call),
    });
  }

  #refuse(): WebhookAnswer {
    this.#refused.add();
    return UNAUTHORIZED;
  }

  #accepts(login: Login | undefined): boolean {
    if (!this.#login) return true;
    return login !== undefined && this.#login.accepts(login);
  }
}

/** The request's bytes; if the editor's body parser has consumed them, the parsed value as JSON. */
function bytesOf(body: WebhookBody): Buffer {
  return 'raw' in body ? body.raw : jsonBytes(body.parsed);
}
