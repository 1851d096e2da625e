import { setTimeout as pause } from 'node:timers/promises';
import { fetchAfresh } from '../../support/fetch-afresh';

/** As a system that sends by the flow's `POST /jobs` would: again until it hears that the job is taken. */
export async function submitJob(port: number, job: object): Promise<void> {
  for (;;) {
    const response = await fetchAfresh(`http://127.0.0.1:${port}/jobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(job),
      signal: AbortSignal.timeout(20_000),
    }).catch(() => undefined);
    if (response?.ok) return;
    if (response?.status === 422) throw new Error(`refused: ${await response.text()}`);
    await pause(100);
  }
}
