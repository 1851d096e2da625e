import { spawn } from 'node:child_process';
import { basename } from 'node:path';

/**
 * Runs a command to its end. `quiet` shows its output only when it fails; `name` is its name in errors. Resolves with
 * its stdout if quiet, else with ""; rejects when it cannot be started or does not exit with 0.
 */
export function run(command, args, options = {}) {
  const { cwd, env = process.env, name = basename(command), quiet = false, shell = false } = options;
  return new Promise((resolve, reject) => {
    const stdio = quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'];
    const child = spawn(command, args, { cwd, env, shell, stdio });
    const stdout = [];
    const all = [];
    child.stdout?.on('data', (chunk) => (stdout.push(chunk), all.push(chunk)));
    child.stderr?.on('data', (chunk) => all.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(Buffer.concat(stdout).toString());
      process.stderr.write(Buffer.concat(all));
      reject(new Error(`${name} ended with ${signal ?? `exit code ${code}`}`));
    });
  });
}

/**
 * Runs npm: the one that runs this script, otherwise that on the PATH (on Windows a .cmd file, which needs a shell).
 */
export function npm(args, options) {
  const npmCli = process.env.npm_execpath;
  const named = { name: `npm ${args[0]}`, ...options };
  if (npmCli?.endsWith('npm-cli.js')) return run(process.execPath, [npmCli, ...args], named);
  return run('npm', args, { ...named, shell: process.platform === 'win32' });
}
