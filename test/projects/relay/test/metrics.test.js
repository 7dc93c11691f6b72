import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exposition } from '../src/metrics/exposition.js';
import { createMetrics } from '../src/metrics/metrics.js';

test('is written for Prometheus', () => {
  const metrics = createMetrics();
  metrics.count('deliveries', { state: 'failed' });
  metrics.count('deliveries', { state: 'failed' });
  metrics.time('attempt_ms', {}, 20);
  metrics.set('queue_size', {}, 3);
  assert.equal(
    exposition(metrics),
    `# TYPE relay_attempt_ms summary
relay_attempt_ms_sum 20
relay_attempt_ms_count 1
# TYPE relay_deliveries counter
relay_deliveries{state="failed"} 2
# TYPE relay_queue_size gauge
relay_queue_size 3
`,
  );
});
