import type { HttpHandler } from '../../src/transports/webhook/webhook-handler';
import type { NodeRed } from './node-red';

/** `httpNodeMiddleware` of settings.js, a function or a list, run as `http in` runs it; undefined: none is set. */
export function nodeMiddleware({ settings }: NodeRed): HttpHandler | undefined {
  const steps = [settings.httpNodeMiddleware]
    .flat(Infinity)
    // A function with four parameters is an error handler to Express, which skips it here.
    .filter((step): step is HttpHandler => typeof step === 'function' && step.length < 4);
  if (steps.length === 0) return undefined;
  return (req, res, next) => {
    const run = (index: number, error?: unknown): void => {
      const step = steps[index];
      if (error || !step) next(error);
      else step(req, res, (failed) => run(index + 1, failed));
    };
    run(0);
  };
}
