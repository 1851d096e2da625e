import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';

/** What a process asked of the disk, in the order in which it was done. */
export type DiskCall =
  | { call: 'open'; path: string; creates: boolean; truncates: boolean }
  | { call: 'write'; path: string; at: number | undefined; bytes: Buffer }
  | { call: 'sync'; path: string }
  | { call: 'rename'; path: string; to: string }
  | { call: 'remove'; path: string }
  | { call: 'mkdir'; path: string }
  /** It told the outside world. */
  | { call: 'say' };

const CALLS =
  'openat,open,creat,write,pwrite64,writev,pwritev,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat';

/** False where no process can be traced. */
export async function canTrace(): Promise<boolean> {
  try {
    const child = spawn('strace', ['-f', '-e', 'trace=none', 'true'], { stdio: 'ignore' });
    const [code] = (await once(child, 'close')) as [number | null];
    return code === 0;
  } catch {
    return false;
  }
}

/** Runs a script and returns what it asked of the disk; `log` is a file for what the tracer writes. */
export async function traced(log: string, script: string, args: string[]): Promise<DiskCall[]> {
  const options = ['-f', '-y', '-xx', '-s', '200000', '-o', log, '-e', `trace=${CALLS}`];
  const child = spawn('strace', [...options, process.execPath, '--import', 'tsx', script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.resume();
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`the traced process ended with ${code}`);
  return parse(await readFile(log, 'latin1'));
}

function parse(trace: string): DiskCall[] {
  const begun = new Map<string, string>();
  const calls: DiskCall[] = [];
  for (const line of trace.split('\n')) {
    const [, pid = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (rest.endsWith('<unfinished ...>')) {
      begun.set(pid, rest.slice(0, -'<unfinished ...>'.length));
      continue;
    }
    const [, resumed] = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest) ?? [];
    const whole = resumed === undefined ? rest : (begun.get(pid) ?? '') + resumed;
    if (!/ = -1 /.test(whole)) calls.push(...callOf(whole));
  }
  return calls;
}

const TEXT = /"((?:\\x[0-9a-f]{2})*)"/g;

function callOf(line: string): DiskCall[] {
  const name = line.slice(0, line.indexOf('('));
  const texts = [...line.matchAll(TEXT)].map(([, hex = '']) => Buffer.from(hex.replaceAll('\\x', ''), 'hex'));
  const [first = '', second = ''] = texts.map(String);
  // -xx writes the paths of open files like that, too.
  const path = Buffer.from((/<((?:\\x[0-9a-f]{2})+)>/.exec(line)?.[1] ?? '').replaceAll('\\x', ''), 'hex').toString();
  switch (name) {
    case 'open':
    case 'openat':
    case 'creat':
      return [{ call: 'open', path: first, creates: /O_CREAT/.test(line), truncates: /O_TRUNC/.test(line) }];
    case 'write':
    case 'writev':
    case 'pwrite64':
    case 'pwritev': {
      const bytes = Buffer.concat(texts);
      // The compiler, which runs beside it, speaks to it by the same number.
      if (/^write\(1</.test(line)) return /^fax-\d+\n$/.test(bytes.toString()) ? [{ call: 'say' }] : [];
      const at = name.startsWith('p') ? Number(/, (\d+) *\) += /.exec(line)?.[1]) : undefined;
      return [{ call: 'write', path, at, bytes }];
    }
    case 'fsync':
    case 'fdatasync':
      return [{ call: 'sync', path }];
    case 'rename':
    case 'renameat':
    case 'renameat2':
      return [{ call: 'rename', path: first, to: second }];
    case 'unlink':
    case 'unlinkat':
      return [{ call: 'remove', path: first }];
    case 'mkdir':
    case 'mkdirat':
      return [{ call: 'mkdir', path: first }];
    default:
      return [];
  }
}
