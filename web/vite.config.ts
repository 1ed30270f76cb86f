import { brotliCompressSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const server = process.env.SWITCHROOM_URL ?? 'http://127.0.0.1:8080';

// the server sends these as they are, so that nothing is compressed while somebody waits
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const file of Object.values(bundle)) {
          const text = file.type === 'chunk' ? file.code : file.source;
          if (/\.(js|css|html|svg)$/.test(file.fileName)) {
            this.emitFile({ type: 'asset', fileName: `${file.fileName}.br`, source: brotliCompressSync(text) });
          }
        }
      },
    },
  };
}

export default defineConfig({
  plugins: [react(), compressed()],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    modulePreload: { polyfill: false },
    // how busy a machine is that builds them is no news to whoever starts the server
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
  server: { proxy: { '/v1': server, '/rtc': { target: server, ws: true } } },
});
