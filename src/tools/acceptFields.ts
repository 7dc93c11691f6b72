type Raw = Record<string, unknown>;

/**
 * Puts values into the fields that they were meant for: each canonical name with the other names that models use.
 * `null` and missing mean the same and are dropped. A second name that says something else than the first stays, to be
 * refused: it is not clear which of them counts.
 */
export function acceptFields(raw: Raw, aliases: Readonly<Record<string, readonly string[]>>): Raw {
  const given: Raw = {};
  for (const [key, value] of Object.entries(raw)) if (value !== null && value !== undefined) given[key] = value;
  for (const [name, others] of Object.entries(aliases)) {
    for (const alias of others) {
      if (given[alias] === undefined) continue;
      if (given[name] === undefined) given[name] = given[alias];
      if (JSON.stringify(given[name]) === JSON.stringify(given[alias])) delete given[alias];
    }
  }
  return given;
}

/** A value as a list: one text becomes a list of one; a text with commas or line breaks, and no braces, several. */
export function asList(value: unknown): unknown {
  if (typeof value === 'string')
    return /[{[]/.test(value)
      ? [value]
      : value
          .split(/[,\n]/)
          .map((part) => part.trim())
          .filter(Boolean);
  if (value && typeof value === 'object' && !Array.isArray(value)) return [value];
  return value;
}

/** `true`, `"true"` and the like as a boolean; anything else as it is. */
export function asBoolean(value: unknown): unknown {
  if (value === 'true') return true;
  return value === 'false' ? false : value;
}

/** A number, or a text of digits, brought between two limits; anything else as it is. */
export function asNumber(value: unknown, least: number, most: number): unknown {
  const number = typeof value === 'string' && /^\s*\d+\s*$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? Math.min(most, Math.max(least, number)) : value;
}
