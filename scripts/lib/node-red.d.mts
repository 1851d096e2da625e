/** Types of node-red.mjs, for the specs that use it. */
export interface NodeRedProcess {
  url: string;
  exited: Promise<{ code: number | null; signal: string | null }>;
  request(
    path: string,
    options?: { method?: string; headers?: Record<string, string>; body?: unknown },
  ): Promise<unknown>;
  stop(): Promise<{ code: number | null; signal: string | null }>;
}

export function startNodeRed(options: {
  node?: string;
  redJs: string;
  userDir: string;
  port: number;
  env?: NodeJS.ProcessEnv;
  onLine: (line: string) => void;
  signal?: AbortSignal;
}): Promise<NodeRedProcess>;
