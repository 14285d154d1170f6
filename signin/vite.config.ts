/**
 * Builds the hosted sign-in pages: one script and one stylesheet with hashed names below `/_signin/assets/`, and an
 * index.html into which the server writes the boot value. Nothing inline: the pages' CSP allows 'self' alone.
 */
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { en } from './src/i18n/en.ts';
import { ja } from './src/i18n/ja.ts';
import { templatesOf } from './src/i18n/phrases.ts';

/** `phrases.json` tells the server what the pages say. */
const phrases: Plugin = {
  name: 'phrases',
  generateBundle() {
    const source = JSON.stringify({ en: templatesOf(en), ja: templatesOf(ja) });
    this.emitFile({ type: 'asset', fileName: 'phrases.json', source });
  },
};

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/_signin/',
  plugins: [phrases],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    reportCompressedSize: true,
  },
});
