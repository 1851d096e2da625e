/**
 * One request to a webhook path, read completely within its limits of
 * size and time. It came over HTTP or inside a push frame.
 */
export interface WebhookRequest {
  method: string;
  /** What follows the connection's own path: "", or a fixed suffix such as `/first`. */
  suffix: string;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: WebhookBody;
  /**
   * The URL's query, without `?`. It decides nothing
   * (docs/contract.md#webhooks), but Aculab's pages by GET carry their data
   * in it.
   */
  query?: string;
}

/**
 * With default settings the editor's app may have parsed JSON and form bodies before us: then the raw bytes are gone.
 */
export type WebhookBody = { raw: Buffer } | { parsed: unknown };

export interface WebhookAnswer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}
