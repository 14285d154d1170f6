/**
 * Proves that package-lock.json installs on every platform: each optional package that anything in it names has an
 * entry of its own (some npm versions drop the entries of other platforms), and no entry is tied to a registry's host.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './runtime.mjs';

/** What is wrong with a parsed lockfile, one line each; empty when it is complete. */
export function lockfileFaults(lockfile) {
  const packages = lockfile.packages ?? {};
  const faults = [];
  for (const [path, entry] of Object.entries(packages)) {
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      if (!isLocked(packages, path, name))
        faults.push(`${name} (optional for ${path || 'the root'}) has no entry`);
    }
    if (entry.resolved && !entry.link && /^[a-z+]+:/i.test(entry.resolved)) {
      faults.push(`${path} is tied to a host: ${entry.resolved}`);
    }
    if (path.includes('node_modules/') && !entry.link && !entry.integrity && !entry.inBundle) {
      faults.push(`${path} has no integrity`);
    }
  }
  return faults;
}

/** Whether Node would find `name` from the package at `path`: beside it, or in any node_modules above. */
function isLocked(packages, path, name) {
  for (let place = path; ; ) {
    const candidate = place ? `${place}/node_modules/${name}` : `node_modules/${name}`;
    if (packages[candidate]) return true;
    if (!place) return false;
    const cut = place.lastIndexOf('/node_modules/');
    place = cut >= 0 ? place.slice(0, cut) : '';
  }
}

/** The faults of the repository's own lockfile. */
export function ownLockfileFaults() {
  return lockfileFaults(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
}
