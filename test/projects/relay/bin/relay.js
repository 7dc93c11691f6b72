#!/usr/bin/env node
import { loadConfig } from '../src/config.js';
import { startRelay } from '../src/relay.js';
import { log } from '../src/log.js';

const relay = await startRelay(loadConfig(process.env));
log('info', 'relay listens', { port: relay.port });

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    log('info', 'relay stops', { signal });
    await relay.stop();
    process.exit(0);
  });
}
