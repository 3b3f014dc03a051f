import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The server serves `dist/page` under any base path, so every name in it is relative. */
export default defineConfig({
  base: './',
  plugins: [react()],
  resolve: { conditions: ['source', 'module', 'browser', 'development|production'] },
  build: {
    outDir: 'dist/page',
    emptyOutDir: true,
    target: 'es2023',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    sourcemap: false,
    // The policy of the page allows no `data:` but for images, and browsers of this target need no polyfill.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // React and the map, before compression; the budget is a test.
    chunkSizeWarningLimit: 650,
  },
  server: { proxy: { '/api': { target: 'http://127.0.0.1:8080', ws: true } } },
});
