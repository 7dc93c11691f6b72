/** An id that no step has yet. */
export function freeId(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  const stem = wanted.replace(/-\d+$/, '');
  for (let number = 2; ; number++) if (!taken.has(`${stem}-${number}`)) return `${stem}-${number}`;
}

/** The steps under ids that are not taken; what they say of each other follows. */
export function renamed<S extends { readonly id: string; readonly dependsOn?: readonly string[] }>(
  steps: readonly S[],
  taken: ReadonlySet<string>,
): { steps: S[]; nameOf: (id: string) => string } {
  const used = new Set([...taken, ...steps.map((step) => step.id).filter((id) => !taken.has(id))]);
  const names = new Map<string, string>();
  for (const { id } of steps) {
    if (!taken.has(id) || names.has(id)) continue;
    const free = freeId(id, used);
    used.add(free);
    names.set(id, free);
  }
  const nameOf = (id: string) => names.get(id) ?? id;
  return {
    steps: steps.map((step) => ({ ...step, id: nameOf(step.id), dependsOn: step.dependsOn?.map(nameOf) })),
    nameOf,
  };
}
