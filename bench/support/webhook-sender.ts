import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Load, LoadFigures } from './webhook-load';

/** A separate process that only pushes SMS, so that the server has a processor core for itself. */
export interface Sender {
  send(load: Load): Promise<LoadFigures>;
  stop(): Promise<void>;
}

export function startSender(): Sender {
  const child = fork(join(__dirname, 'webhook-load.ts'), { execArgv: ['--import', 'tsx'] });
  const exited = once(child, 'exit');
  const ended = exited.then(() => Promise.reject(new Error('the sender has ended')));
  ended.catch(() => undefined);
  return {
    async send(load) {
      child.send(load);
      const [figures] = (await Promise.race([once(child, 'message'), ended])) as [LoadFigures];
      return figures;
    },
    async stop() {
      child.kill();
      await exited;
    },
  };
}
