/** Python for the samples and the SDK test: one virtual environment per list of requirements, kept under .cache. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './runtime.mjs';

const candidates = process.platform === 'win32' ? ['python', 'py'] : ['python3', 'python'];

/** The command that starts Python 3.8 or newer with the venv module, or `{ reason }` naming what is missing. */
export function findPython() {
  for (const command of candidates) {
    const probe = spawnSync(command, [
      '-c',
      'import sys; assert sys.version_info >= (3, 8); import venv, ensurepip',
    ]);
    if (probe.status === 0) return { command };
    if (probe.status !== null) {
      return { reason: `${command} is too old or lacks venv; install it with: apt-get install python3-venv` };
    }
  }
  return { reason: 'Python 3 is missing; install it with: apt-get install python3-venv' };
}

/**
 * The Python of a virtual environment with these requirements installed, made at first use.
 * Gives `{ python }`, or `{ reason }` when Python, venv or the packages cannot be had.
 */
export function ensureVenv(requirements) {
  const found = findPython();
  if (found.reason) return found;
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 16);
  const folder = join(root, '.cache', `python-${hash}`);
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const complete = join(folder, '.complete');
  if (existsSync(complete)) return { python };
  rmSync(folder, { recursive: true, force: true });
  const made = spawnSync(found.command, ['-m', 'venv', folder], { encoding: 'utf8' });
  if (made.status !== 0) {
    return {
      reason: `the virtual environment cannot be made (${lastLine(made.stdout + made.stderr)}); install python3-venv`,
    };
  }
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements];
  const installed = spawnSync(python, pip, { encoding: 'utf8' });
  if (installed.status !== 0)
    return { reason: `pip cannot install the packages: ${lastLine(installed.stderr)}` };
  writeFileSync(complete, '');
  return { python };
}

function lastLine(text) {
  return text.trim().split('\n').at(-1) ?? '';
}
