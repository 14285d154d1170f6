import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

/** The API reference: a page that every tenant's origin serves, with Swagger UI beside it (no other host is asked). */
const apiReference = (): Plugin => ({
  name: 'api-reference',
  apply: 'build',
  generateBundle() {
    const swagger = join(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'), '..');
    const files = [
      ...['swagger-ui-bundle.js', 'swagger-ui.css', 'LICENSE', 'NOTICE'].map(
        (name) => [swagger, name] as const,
      ),
      ...['index.html', 'reference.js', 'reference.css'].map(
        (name) => [join(import.meta.dirname, 'api-reference'), name] as const,
      ),
    ];
    for (const [folder, name] of files) {
      const source = readFileSync(join(folder, name));
      this.emitFile({ type: 'asset', fileName: `api-reference/${name}`, source });
    }
  },
});

/** The console is served by the server below /console; its content security policy allows own files only. */
export default defineConfig({
  base: '/console/',
  plugins: [apiReference()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsDir: 'assets',
    assetsInlineLimit: 0,
    target: 'es2023',
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      onLog: (level, log, report) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
    },
  },
});
