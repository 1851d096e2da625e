/**
 * The engine's log. No text may contain a document, a message, a whole number, a secret or a provider's error body;
 * keys are passed through `keyForLog`.
 */
export interface Log {
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
