/** One request to a webhook path, read whole within cap and deadline, as it came over HTTP or inside a push frame. */
export interface WebhookRequest {
  method: string;
  /** What follows the connection's own path: `""`, or a fixed suffix such as `/first`. */
  suffix: string;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: WebhookBody;
  /** Of the URL, without `?`. It decides nothing (docs/contract.md#webhooks); Aculab's pages by GET have their data in it. */
  query?: string;
}

/** Under default settings the editor's app may have parsed JSON and form bodies before us: then the bytes are gone. */
export type WebhookBody = { raw: Buffer } | { parsed: unknown };

export interface WebhookAnswer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}
