/**
 * Finds exported names that no other file mentions in an import. It reads text, not types: TypeScript 7 has no
 * JavaScript compiler API. A name counts as used when another file imports it by name, re-exports it, or reads it
 * from a namespace import; `export *` passes every name on; a type that its own file mentions again is part of another
 * export's shape. What a tool or the runtime finds by its file name
 * (entry points, configuration, the package's own exports) is left out.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { filesUnder, root } from './runtime.mjs';

const folders = ['server', 'signin', 'console', 'e2e', 'scripts', 'samples', 'demo', 'bench'];
const sources = /\.(ts|tsx|mjs|js)$/;
/** Files whose exports someone outside the repository's own code reads; guides quote code that exports. */
const entries = [
  /\/guides\//,
  /vite\.config\.ts$/,
  /\.d\.ts$/,
  /^server\/src\/(routes|http\/client|signin\/boot)\.ts$/,
];

const exported =
  /^export\s+(?:declare\s+)?(?:async\s+)?(?:const|let|function\*?|class|type|interface|enum)\s+([\w$]+)/gm;
const exportedList = /^export\s+(type\s+)?\{([^}]*)\}(\s*from\s*['"]([^'"]+)['"])?/gm;
const exportedStar = /^export\s+(?:type\s+)?\*\s*(?:as\s+([\w$]+)\s*)?from\s*['"]([^'"]+)['"]/gm;
const imported = /\bimport\s+(?:type\s+)?([\w$]+\s*,\s*)?\{([^}]*)\}\s*from\s*['"]([^'"]+)['"]/g;
const importedWhole = /\bimport\s+(?:type\s+)?\*\s+as\s+([\w$]+)\s+from\s*['"]([^'"]+)['"]/g;
const importedLater =
  /(?:\{([^{}]*)\}\s*=\s*)?(?:await\s+)?\bimport\(\s*['"]([^'"]+)['"]\s*\)(?:\)?\.([\w$]+))?/g;
const importedByGlob = /import\.meta\.glob(?:<[^(]*>)?\(\s*['"]([^'"]+)['"]/g;
const importedType = /\bimport\(\s*['"]([^'"]+)['"]\s*\)\.([\w$]+)/g;

/**
 * Given file texts by path (slashes, from the root), the unused exports as `{ file, name }`.
 * `isEntry(path)` names the files whose exports are for outsiders.
 */
export function unusedExports(files, isEntry = () => false) {
  const used = new Set();
  const reexports = [];
  const all = [];
  for (const [file, text] of files) {
    const resolve = (specifier) => resolveImport(files, file, specifier);
    for (const [whole, name] of text.matchAll(exported)) {
      if (!isShapeOfAnother(text, whole, name)) all.push({ file, name });
    }
    for (const [, types, list, from, specifier] of text.matchAll(exportedList)) {
      for (const { inner, outer, isType } of names(list)) {
        // A type passed on by an index belongs to the shape of what the index offers.
        if (!(from && (types || isType))) all.push({ file, name: outer });
        if (from) reexports.push({ file, name: outer, from: resolve(specifier), inner });
      }
    }
    for (const [, as, specifier] of text.matchAll(exportedStar)) {
      if (as) all.push({ file, name: as });
      reexports.push({ file, name: as ?? '*', from: resolve(specifier), inner: '*' });
    }
    collectUses(text, resolve, used);
    for (const [, pattern] of text.matchAll(importedByGlob)) {
      const wanted = globPattern(normalize(join(dirname(file), pattern)).replaceAll('\\', '/'));
      for (const path of files.keys()) if (wanted.test(path)) used.add(`${path}#*`);
    }
  }
  spread(reexports, used, isEntry);
  return all.filter(
    ({ file, name }) => !isEntry(file) && !used.has(`${file}#${name}`) && !used.has(`${file}#*`),
  );
}

/** A type that its own file mentions again is part of another export's shape: whoever uses that one needs its name. */
function isShapeOfAnother(text, declaration, name) {
  if (!/\b(type|interface)\b/.test(declaration)) return false;
  return (text.match(new RegExp(`(?<![\\w$])${name.replace('$', '\\$')}(?![\\w$])`, 'g'))?.length ?? 0) > 1;
}

/** `a/*` → any file directly in a; Vite's `**` is not used here. */
function globPattern(glob) {
  return new RegExp(`^${glob.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*')}$`);
}

function collectUses(text, resolve, used) {
  for (const [, , list, specifier] of text.matchAll(imported)) {
    for (const { inner } of names(list)) used.add(`${resolve(specifier)}#${inner}`);
  }
  for (const [, as, specifier] of text.matchAll(importedWhole)) {
    const target = resolve(specifier);
    for (const [, name] of text.matchAll(new RegExp(`\\b${as}\\.([\\w$]+)`, 'g')))
      used.add(`${target}#${name}`);
    if (new RegExp(`[^\\w$.]${as}(?![\\w$.])`).test(text.replace(importedWhole, ''))) used.add(`${target}#*`);
  }
  for (const [, list, specifier, name] of text.matchAll(importedLater)) {
    const target = resolve(specifier);
    if (list) for (const { inner } of names(list.replaceAll(':', ' as '))) used.add(`${target}#${inner}`);
    else if (name && name !== 'then') used.add(`${target}#${name}`);
    else used.add(`${target}#*`);
  }
  for (const [, specifier, name] of text.matchAll(importedType)) used.add(`${resolve(specifier)}#${name}`);
}

/** A re-exported name is used where it came from once it is used where it went; repeated until nothing changes. */
function spread(reexports, used, isEntry) {
  for (let grew = true; grew; ) {
    const before = used.size;
    for (const { file, name, from, inner } of reexports) {
      const wholly = isEntry(file) || used.has(`${file}#*`);
      if (name === '*') {
        if (wholly) used.add(`${from}#*`);
        for (const use of [...used])
          if (use.startsWith(`${file}#`)) used.add(`${from}#${use.slice(file.length + 1)}`);
      } else if (wholly || used.has(`${file}#${name}`)) used.add(`${from}#${inner}`);
    }
    grew = used.size > before;
  }
}

/** `a, type b as c` → [{inner:'a',outer:'a'},{inner:'b',outer:'c'}] */
function names(list) {
  return list
    .replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => {
      const [inner, outer = inner] = part
        .replace(/^type\s+/, '')
        .split(/\s+as\s+/)
        .map((word) => word.replace(/\s*=.*$/s, '').trim());
      return { inner, outer, isType: part.startsWith('type ') };
    });
}

const packageEntries = {
  'genkan/client': 'server/src/http/client.ts',
  'genkan/api': 'server/src/routes.ts',
  'genkan/boot': 'server/src/signin/boot.ts',
};

function resolveImport(files, file, specifier) {
  if (!specifier.startsWith('.')) return packageEntries[specifier] ?? specifier;
  const path = normalize(join(dirname(file), specifier)).replaceAll('\\', '/');
  const endings = ['', '.ts', '.tsx', '/index.ts', '/index.tsx'];
  return endings.map((ending) => path + ending).find((candidate) => files.has(candidate)) ?? path;
}

/** The unused exports of this repository, as `path: name`. */
export function ownUnusedExports() {
  const files = new Map();
  for (const folder of folders) {
    for (const path of filesUnder(join(root, folder), (name) => sources.test(name))) {
      files.set(relative(root, path).replaceAll('\\', '/'), readFileSync(path, 'utf8'));
    }
  }
  return unusedExports(files, (file) => entries.some((entry) => entry.test(file))).map(
    ({ file, name }) => `${file}: ${name}`,
  );
}
