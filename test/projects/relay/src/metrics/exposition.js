/** Metrics in the text format of Prometheus. */
export function exposition(metrics) {
  const lines = [];
  let last;
  for (const { name, kind, labels, value, sum, count } of metrics.list()) {
    const full = `relay_${name}`;
    if (name !== last) lines.push(`# TYPE ${full} ${kind}`);
    last = name;
    const text = labelText(labels);
    if (kind === 'summary') lines.push(`${full}_sum${text} ${sum}`, `${full}_count${text} ${count}`);
    else lines.push(`${full}${text} ${value}`);
  }
  return `${lines.join('\n')}\n`;
}

function labelText(labels) {
  const parts = Object.entries(labels).map(([key, value]) => `${key}="${escape(String(value))}"`);
  return parts.length > 0 ? `{${parts.join(',')}}` : '';
}

function escape(value) {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
