import { setTimeout as pause } from 'node:timers/promises';

/** Longer than the longest pauses of the product: an hour, which is six minutes at the slowest time scale of the rigs. */
const STILL_MS = 7 * 60_000;

/**
 * Resolves when it holds, however long a busy machine takes, or when nothing has moved for so long that nothing will: what is
 * missing then is told by whoever judges it. `stand`: what moves.
 */
export async function settles(holds: () => Promise<boolean>, stand: () => Promise<string>): Promise<void> {
  let moved = { at: performance.now(), stand: '' };
  while (!(await holds().catch(() => false))) {
    const now = await stand();
    if (now !== moved.stand) moved = { at: performance.now(), stand: now };
    if (performance.now() - moved.at > STILL_MS) {
      console.log(`    nothing moves any more: ${now}`);
      return;
    }
    await pause(500);
  }
}
