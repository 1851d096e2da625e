/**
 * Requests that are on their way in this process, by job id. A deploy may end the connection that made one: it goes on
 * and writes its own result, so that nobody takes it for a request that was cut off.
 */
const underWay = new Map<string, Promise<void>>();

export function keepUnderWay(jobId: string, call: Promise<void>): void {
  underWay.set(jobId, call);
  void call.finally(() => {
    if (underWay.get(jobId) === call) underWay.delete(jobId);
  });
}

/** Resolves when the call has ended; undefined = none is under way. */
export function callUnderWay(jobId: string): Promise<void> | undefined {
  return underWay.get(jobId);
}
