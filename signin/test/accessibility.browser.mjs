/** axe on every screen in light and dark, in both languages; no sideways scrolling on a phone; the weight of it all. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { visit, withBrowser } from '../fixtures/browser.mjs';
import { openScene, scenes } from '../fixtures/scenes.mjs';

withBrowser();

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Violations of WCAG A and AA and of axe's best practices, in one line each. */
const violationsOf = async (page) => {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
};

for (const scene of scenes) {
  test(`${scene.name}: no violation in light and dark, English and Japanese, and it fits a phone`, async () => {
    for (const [colorScheme, locale, width] of [
      ['light', 'en', 1280],
      ['dark', 'en', 390],
      ['light', 'ja', 390],
      ['dark', 'ja', 1280],
    ]) {
      await visit(
        async ({ page, site }) => {
          await openScene(page, site, scene, locale);
          assert.deepEqual(await violationsOf(page), [], `${colorScheme} ${locale}`);
          const scrolls = await page.evaluate(
            () => document.documentElement.scrollWidth > globalThis.innerWidth,
          );
          assert.equal(scrolls, false, `${locale} scrolls sideways at ${width}`);
        },
        { context: { colorScheme, viewport: { width, height: 800 } } },
      );
    }
  });
}

test('all scripts and styles weigh less than 32 kB compressed, in one file each', async () => {
  const folder = fileURLToPath(new URL('../dist/assets/', import.meta.url));
  const names = await readdir(folder);
  assert.equal(names.length, 2, names.join(' '));
  const sizes = await Promise.all(names.map(async (name) => gzipSync(await readFile(folder + name)).length));
  assert.ok(sizes[0] + sizes[1] < 32_000, `${sizes}`);
});
