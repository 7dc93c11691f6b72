/** Something in a journal, a query or an option that a person has to correct. */
export class JournalError extends Error {
  constructor(message, { file, line } = {}) {
    super(message);
    this.name = 'JournalError';
    this.file = file;
    this.line = line;
  }

  /** The error with the place where it was found, unless it has one already. */
  at(file, line) {
    return this.line === undefined ? new JournalError(this.message, { file, line }) : this;
  }

  toString() {
    const place = this.line === undefined ? '' : `${this.file ?? 'journal'}:${this.line}: `;
    return `${place}${this.message}`;
  }
}
