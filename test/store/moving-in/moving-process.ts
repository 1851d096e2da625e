import { moveIn, type MoveOptions } from '../../../src/store/moving-in/move-in';

/** Moves a folder, and tells each step, so that it can be killed in it. */
async function main(options: MoveOptions): Promise<void> {
  const result = await moveIn({
    ...options,
    onProgress: ({ step, done }) => process.stdout.write(`${step} ${done}\n`),
  });
  process.stdout.write(`${JSON.stringify(result ?? 'moved before')}\n`);
}

if (require.main === module) void main(JSON.parse(process.argv[2] ?? '') as MoveOptions);
