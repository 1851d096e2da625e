/**
 * What the engine tells the log. Never a document, a text, a whole number, a secret or a provider's error body:
 * keys go through `keyForLog`, no number at all.
 */
export interface Log {
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
