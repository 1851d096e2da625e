import { moveIn, type MoveOptions, type MoveProgress } from '../../../src/store/moving-in/move-in';

/** What such a process is told as its one argument, in JSON. `diesAt`: as if it were killed in this step. */
export type MoveTask = MoveOptions & { diesAt?: MoveProgress['step'] };

/** Moves a folder, and tells each step, so that it can be killed in it. */
async function main({ diesAt, ...options }: MoveTask): Promise<void> {
  const result = await moveIn({
    ...options,
    onProgress({ step, done }) {
      if (step === diesAt) process.kill(process.pid, 'SIGKILL');
      process.stdout.write(`${step} ${done}\n`);
    },
  });
  process.stdout.write(`${JSON.stringify(result ?? 'moved before')}\n`);
}

if (require.main === module) void main(JSON.parse(process.argv[2] ?? '') as MoveTask);
