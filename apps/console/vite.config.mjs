import { defineConfig } from 'vite';

// A build is for people, whoever starts it: under a test runner Vite would take React's slower twin for developers.
if (process.argv.includes('build')) process.env.NODE_ENV = 'production';

/** The console as plain files. Nothing is inlined: the page's policy allows no inline script and no `data:` address. */
export default defineConfig({
  build: {
    outDir: 'dist/web',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: 'es2022',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
  },
  server: { port: 7431, proxy: { '/graphql': 'http://127.0.0.1:7430', '/console.json': 'http://127.0.0.1:7430' } },
});
